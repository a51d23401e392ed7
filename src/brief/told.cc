#include "brief/told.h"

#include "base/partial_date.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

const Json kNothing;

std::string_view sign_in(const Told& amount) {
  const std::string qualifier = amount["qualifier"].text();
  if (qualifier == "at_least") return sign_of(Qualifier::at_least);
  if (qualifier == "up_to") return sign_of(Qualifier::up_to);
  if (qualifier == "approx") return sign_of(Qualifier::approx);
  return {};
}

// A number as a decimal of four places: what a simulation answers has more of them than anybody reads.
std::string four_places(std::string text) {
  const std::size_t point = text.find('.');
  if (text.find('e') != std::string::npos) return text.find("e-") != std::string::npos ? "0" : text;
  if (point == std::string::npos || text.size() - point <= 5) return text;
  const bool up = text[point + 5] >= '5';
  text.resize(point + 5);
  const auto cut = Decimal::parse(text);
  if (!cut || !up) return text;
  return Decimal::from_units(cut->units() + (text.front() == '-' ? -1 : 1)).to_string();
}

Markup missing() { return markup("<span class=\"not-reported\">not reported</span>"); }

Markup numeric(const Markup& content, bool reported) { return reported ? number_cell(content) : missing_number(); }

}  // namespace

const Json& Told::json() const { return json_ == nullptr ? kNothing : *json_; }

Told Told::operator[](std::string_view member) const {
  Told out;
  out.pointer_ = pointer_ + "/" + std::string(member);
  if (json_ != nullptr && json_->is_object())
    if (const auto found = json_->find(std::string(member)); found != json_->end()) out.json_ = &*found;
  return out;
}

Told Told::operator[](std::size_t element) const {
  Told out;
  out.pointer_ = pointer_ + "/" + std::to_string(element);
  if (element < size()) out.json_ = &(*json_)[element];
  return out;
}

std::string Told::text() const {
  if (!reported()) return {};
  if (json_->is_string()) return json_->get_ref<const std::string&>();
  if (json_->is_boolean()) return json_->get<bool>() ? "yes" : "no";
  return json_->is_primitive() ? json_->dump() : std::string();
}

std::optional<Decimal> Told::decimal() const {
  return Decimal::parse(reported() && json_->is_number_float() ? four_places(text()) : text());
}

std::int64_t Told::count() const { return reported() && json_->is_number_integer() ? json_->get<std::int64_t>() : 0; }

bool Told::is_true() const { return reported() && json_->is_boolean() && json_->get<bool>(); }

Markup Told::shown(std::string_view as) const { return reported() ? figure(as, text(), pointer_) : missing(); }

Markup Told::number() const { return shown(grouped(text())); }

Markup Told::number(std::string_view unit) const {
  if (!reported()) return missing();
  return number() << " <small>" << isolated(unit) << "</small>";
}

Markup Told::rounded(int places) const { return decimal() ? shown(number_text(*this, places)) : number(); }
Markup Told::percent() const { return decimal() ? shown(percent_text(*this)) : missing(); }
Markup Told::points(int places) const { return decimal() ? shown(points_text(*this, places)) : missing(); }

Markup Told::words() const { return shown(servanda::words(text())); }

Markup Told::day() const {
  const auto parsed = parse_day(text());
  return parsed ? shown(day_text(*parsed)) : shown(text());
}

Markup Told::money() const {
  const std::string text = money_text(*this);
  return text.empty() ? missing() : (*this)["amount"].shown(text);
}

Markup Told::millions() const {
  const Told amount = (*this)["amount"];
  const auto value = amount.decimal();
  return value ? amount.shown(std::string(sign_in(*this)) + servanda::millions(value->units())) : missing();
}

std::string number_text(const Told& told, int places) {
  const auto value = told.decimal();
  return value ? rounded_text(value->units(), places) : std::string();
}

std::string percent_text(const Told& told) {
  const auto value = told.decimal();
  return value ? percent(value->units()) : std::string();
}

std::string end_of(const Told& date) {
  const auto parsed = PartialDate::parse(date.text());
  return parsed ? to_string(parsed->last()) : date.text();
}

std::string points_text(const Told& told, int places) {
  const auto value = told.decimal();
  return value ? rounded_text(value->units(), places) + "\u00A0%" : std::string();
}

std::string money_text(const Told& amount) {
  const auto value = amount["amount"].decimal();
  const auto currency = Currency::parse(amount["currency"].text());
  if (!value || !currency) return {};
  return std::string(sign_in(amount)) + amount_text(value->units(), *currency);
}

Markup words_cell(const Told& told) { return told.reported() ? cell(told.words()) : missing_cell(); }

Markup date_cell(const Told& told) {
  if (!told.reported()) return missing_cell();
  return Markup() << "<td class=\"date\">" << told.shown(told.text()) << "</td>";
}

Markup number_cell(const Told& told) { return numeric(told.number(), told.reported()); }
Markup rounded_cell(const Told& told, int places) { return numeric(told.rounded(places), told.reported()); }
Markup points_cell(const Told& told, int places) { return numeric(told.points(places), told.decimal().has_value()); }
Markup percent_cell(const Told& told) { return numeric(told.percent(), told.decimal().has_value()); }
Markup millions_cell(const Told& told) { return numeric(told.millions(), told["amount"].reported()); }

Json position(const Told& told) {
  const auto value = told.decimal();
  return value ? Json(value->to_string()) : Json();
}

}  // namespace servanda
