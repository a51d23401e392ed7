#include "brief/names.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/split.h"
#include "brief/wording.h"

namespace servanda {

std::vector<std::string> split_codes(std::string_view codes) {
  const std::vector<std::string_view> parts = split(codes, ';');
  return {parts.begin(), parts.end()};
}

Names::Names(const Snapshot& snapshot) : snapshot_(&snapshot) {
  std::vector<std::pair<Source, std::string>> found;
  for (const auto row : snapshot.rows<Table::sources>()) {
    if (snapshot.source_name(row.cell<"id">()) == kNeverNamed) {
      ++protected_;
      continue;
    }
    const Cell grade = row.cell<"reliability">();
    const auto date = row.date<"date">();
    Source source{std::string(row.text<"publisher">()), std::string(row.text<"title">()),
                  date ? date->to_string() : std::string(), std::string(row.text<"url">()),
                  grade == kNullCell ? std::string() : std::string(schema::kReliabilityNames[static_cast<std::size_t>(grade)])};
    if (source.label().empty()) source.publisher = row.name();
    found.emplace_back(std::move(source), row.name());
  }
  std::ranges::sort(found, {}, [](const auto& entry) {
    const Source& source = entry.first;
    return std::tie(source.publisher, source.date, source.title, entry.second);
  });
  for (auto& [source, id] : found) {
    source.number = sources_.size() + 1;
    numbers_.emplace(std::move(id), source.number);
    sources_.push_back(std::move(source));
  }
}

std::string Names::party(std::string_view code) const {
  if (const auto party = snapshot_->find<Table::parties>(code); party && !party->text<"name">().empty())
    return std::string(party->text<"name">());
  if (const auto found = find_country(code)) return std::string(found->name);
  return std::string(code);
}

std::string Names::donors(std::string_view codes) const {
  std::vector<std::string> names;
  for (const std::string& code : split_codes(codes)) names.push_back(party(code));
  return names.empty() ? "Not stated" : listed(names);
}

std::string Names::item(std::string_view code) const {
  if (const auto item = snapshot_->find<Table::items>(code); item && !item->text<"name">().empty())
    return std::string(item->text<"name">());
  return words(code);
}

std::string Names::unit(std::string_view code) const {
  if (Currency::parse(code)) return std::string(code);
  constexpr std::size_t kShort = 24;
  return code.size() <= kShort ? words(code) : item(code);
}

std::optional<Country> Names::country(std::string_view code) const {
  if (const auto party = snapshot_->find<Table::parties>(code)) return find_country(party->text<"country">());
  return find_country(code);
}

std::string Names::Source::label() const {
  if (is_protected) return "protected source";
  return publisher.empty() ? title : publisher;
}

Names::Source Names::source(std::string_view id) const {
  if (const auto found = numbers_.find(id); found != numbers_.end()) return sources_[found->second - 1];
  Source out;
  out.is_protected = id == kNeverNamed;
  out.publisher = id.empty() ? "not stated" : "not listed here";
  return out;
}

}  // namespace servanda
