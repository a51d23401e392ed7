#include "brief/names.h"

#include <algorithm>

#include "brief/wording.h"

namespace servanda {

std::vector<std::string> split_codes(std::string_view codes) {
  std::vector<std::string> out;
  while (!codes.empty()) {
    const std::size_t end = std::min(codes.find(';'), codes.size());
    out.emplace_back(codes.substr(0, end));
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  return out;
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
  return words(code);
}

std::optional<Country> Names::country(std::string_view code) const {
  if (const auto party = snapshot_->find<Table::parties>(code)) return find_country(party->text<"country">());
  return find_country(code);
}

std::string Names::Source::label() const {
  if (is_protected) return "protected source";
  return publisher.empty() ? title : publisher;
}

Names::Source Names::source_of(const Row<Table::sources>& row) {
  Source out;
  const Cell grade = row.cell<"reliability">();
  if (grade != kNullCell) out.reliability = schema::kReliabilityNames[static_cast<std::size_t>(grade)];
  out.is_protected = row.flag<"protected">();
  if (out.is_protected) return out;
  out.publisher = row.text<"publisher">();
  out.title = row.text<"title">();
  out.url = row.text<"url">();
  if (const auto date = row.date<"date">()) out.date = date->to_string();
  return out;
}

Names::Source Names::source(std::string_view id) const {
  if (const auto row = snapshot_->find<Table::sources>(id)) {
    Source out = source_of(*row);
    if (!out.is_protected && out.label().empty()) out.publisher = id;
    return out;
  }
  Source out;
  // An id that the book has and this reader does not see names nothing here.
  const bool hidden = snapshot_->history().newest_named(Table::sources, id) != kNoRow;
  out.publisher = hidden || id.empty() ? "not stated" : std::string(id);
  return out;
}

}  // namespace servanda
