#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "brief/markup.h"
#include "views/json.h"

namespace servanda {

// A place in the JSON of a view. What the page shows of it names that place, so that a figure cannot be another one than
// the view's:  told["rows"][3]["amount"].millions()  is a figure of /burden/rows/3/amount/amount.
// A member that is absent or null is not reported; every figure made of it says so.
class Told {
 public:
  // `json` must outlive it; `pointer` is its place: "/burden".
  Told(const Json& json, std::string pointer) : json_(&json), pointer_(std::move(pointer)) {}

  Told operator[](std::string_view member) const;
  Told operator[](std::size_t element) const;
  // So that an element is never mistaken for a member.
  Told operator[](int element) const { return (*this)[static_cast<std::size_t>(element)]; }
  Told operator[](const char* member) const { return (*this)[std::string_view(member)]; }

  bool reported() const { return json_ != nullptr && !json_->is_null(); }
  std::size_t size() const { return reported() && json_->is_array() ? json_->size() : 0; }
  const std::string& pointer() const { return pointer_; }
  const Json& json() const;

  // As text: a decimal, a whole number, a code, a date; blank where it is not reported.
  std::string text() const;
  std::optional<Decimal> decimal() const;
  std::int64_t count() const;  // a whole number; 0 where it is not reported
  bool is_true() const;

  // Figures of this place.
  Markup shown(std::string_view as) const;        // a figure in words of the caller
  Markup number() const;                          // `1,234.5`
  Markup number(std::string_view unit) const;     // `1,234.5 <small>t</small>`
  Markup rounded(int places) const;               // `1,234.5` to so many places
  Markup percent() const;                         // of a share: `40 %`, `34.2 %`
  Markup points(int places) const;                // of a percentage: `2.31 %`
  Markup words() const;                           // a code or a date: `not checkable`
  Markup day() const;                             // of a full date: `25 June 2025`
  // Of an amount {amount, currency, qualifier}: `≥ EUR 12.3 bn`, `≥ 9,090.12`.
  Markup money() const;
  Markup millions() const;

 private:
  Told() = default;

  const Json* json_ = nullptr;  // null: absent
  std::string pointer_;
};

// The same as text, for the labels of charts; blank where it is not reported.
std::string number_text(const Told& told, int places);
std::string percent_text(const Told& told);            // of a share
std::string points_text(const Told& told, int places);  // of a percentage
std::string money_text(const Told& amount);             // `≥ EUR 12.3 bn`

// The last day of a date, where a mark of what is due by it stands.
std::string end_of(const Told& date);

// Table cells; not reported where the place is.
Markup words_cell(const Told& told);
Markup date_cell(const Told& told);
Markup number_cell(const Told& told);
Markup rounded_cell(const Told& told, int places);
Markup percent_cell(const Told& told);
Markup points_cell(const Told& told, int places);
Markup millions_cell(const Told& told);

// A position in a chart: the value as a JSON number; null where it is not reported.
Json position(const Told& told);

}  // namespace servanda
