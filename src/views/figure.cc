#include "views/figure.h"

#include <algorithm>

#include "base/decimal.h"

namespace servanda {
namespace {

constexpr int kMostNested = 8;

bool is_blank_in_figure(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string quoted_if_needed(const std::string& value) {
  if (!value.empty() && value.find_first_of(" \t,()\"=") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) out += c == '"' ? '\'' : c;
  return out + "\"";
}

// One pass over the text, with a position that errors name.
class FigureParser {
 public:
  explicit FigureParser(std::string_view text) : text_(text) {}

  Result<Figure> whole_figure() {
    ASSIGN_OR_RETURN(Figure figure, parse(0));
    RETURN_IF_ERROR(expect_end());
    return figure;
  }

  Result<Binding> whole_binding() {
    const std::size_t begin = at_;
    const std::string_view word = peek_word();
    constexpr std::array kForms{std::pair{std::string_view("holds_office"), Binding::Kind::holds_office},
                                std::pair{std::string_view("event"), Binding::Kind::event},
                                std::pair{std::string_view("text_contains"), Binding::Kind::text_contains},
                                std::pair{std::string_view("member_of"), Binding::Kind::member_of}};
    const auto* form = std::ranges::find(kForms, word, &decltype(kForms)::value_type::first);
    if (form == kForms.end()) {
      at_ = begin;
      ASSIGN_OR_RETURN(Figure figure, parse(0));
      RETURN_IF_ERROR(expect_end());
      return Binding{Binding::Kind::figure, std::move(figure), {}, {}, {}};
    }
    take_word();
    RETURN_IF_ERROR(expect('('));
    Binding out;
    out.kind = form->second;
    RETURN_IF_ERROR(arguments(out));
    RETURN_IF_ERROR(expect_end());
    return out;
  }

 private:
  Error wrong(std::string_view expected) {
    skip_blanks();
    std::string found = at_ >= text_.size() ? "the end" : "'" + std::string(peek_word()) + "'";
    if (found == "''") found = "'" + std::string(1, text_[at_]) + "'";
    return bad_input("column " + std::to_string(at_ + 1) + ": found " + found + ", expected " + std::string(expected));
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank_in_figure(text_[at_])) ++at_;
  }
  // Letters, digits and what ids have; stops at a blank, a comma, a bracket, '=' and '@'.
  std::string_view peek_word() {
    skip_blanks();
    std::size_t end = at_;
    while (end < text_.size() && !is_blank_in_figure(text_[end]) && std::string_view(",()=@\"").find(text_[end]) == std::string_view::npos)
      ++end;
    return text_.substr(at_, end - at_);
  }
  std::string_view take_word() {
    const std::string_view word = peek_word();
    at_ += word.size();
    return word;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_keyword(std::string_view keyword) {
    if (peek_word() != keyword) return false;
    at_ += keyword.size();
    return true;
  }
  Status expect(char c) {
    if (!take(c)) return wrong(std::string("'") + c + "'");
    return {};
  }
  Status expect_end() {
    skip_blanks();
    if (at_ < text_.size()) return wrong("the end");
    return {};
  }

  Result<Figure> parse(int depth) {
    if (depth > kMostNested) return wrong("at most 8 figures inside each other");
    const std::string_view word = peek_word();
    for (std::size_t i = 0; i < kFigureMeasureNames.size(); ++i)
      if (word == kFigureMeasureNames[i]) {
        take_word();
        return simple(static_cast<FigureMeasure>(i));
      }
    using Kind = Figure::Kind;
    constexpr std::array kFunctions{
        std::pair{std::string_view("share"), Kind::share},       std::pair{std::string_view("change"), Kind::change},
        std::pair{std::string_view("growth"), Kind::growth},
        std::pair{std::string_view("per_gdp"), Kind::per_gdp},   std::pair{std::string_view("per_head"), Kind::per_head},
        std::pair{std::string_view("forecast"), Kind::forecast}, std::pair{std::string_view("target"), Kind::target},
        std::pair{std::string_view("report"), Kind::report},     std::pair{std::string_view("rank"), Kind::rank},
        std::pair{std::string_view("need"), Kind::need},         std::pair{std::string_view("price"), Kind::price}};
    const auto* function = std::ranges::find(kFunctions, word, &decltype(kFunctions)::value_type::first);
    if (function == kFunctions.end())
      return wrong("value, quantity, tonnes or count, or share(, change(, growth(, per_gdp(, per_head(, forecast(, target(, report(, rank(, need(, price(");
    take_word();
    RETURN_IF_ERROR(expect('('));
    Figure out;
    out.kind = function->second;
    RETURN_IF_ERROR(inside(out, depth));
    RETURN_IF_ERROR(expect(')'));
    if (out.kind == Kind::report) RETURN_IF_ERROR(period_and_date(out));
    return out;
  }

  Status inside(Figure& out, int depth) {
    switch (out.kind) {
      case Figure::Kind::target: return name(out, "the id of a target");
      case Figure::Kind::report: return name(out, "the name of a series");
      case Figure::Kind::price: return name(out, "the code of an item");
      case Figure::Kind::need: return need(out);
      default: break;
    }
    ASSIGN_OR_RETURN(Figure first, parse(depth + 1));
    out.of.push_back(std::move(first));
    switch (out.kind) {
      case Figure::Kind::rank:
        if (out.of.front().kind == Figure::Kind::simple && party_of(out.of.front()) != nullptr) return {};
        return wrong("a figure of one donor, recipient or supplier in front of it, such as rank(value @ pledged where donor=DK)");
      case Figure::Kind::share: {
        RETURN_IF_ERROR(expect(','));
        ASSIGN_OR_RETURN(Figure second, parse(depth + 1));
        out.of.push_back(std::move(second));
        return {};
      }
      case Figure::Kind::change:
      case Figure::Kind::growth:
        RETURN_IF_ERROR(expect(','));
        RETURN_IF_ERROR(year(out.from_year));
        RETURN_IF_ERROR(expect(','));
        return year(out.to_year);
      case Figure::Kind::forecast: return within(out);
      default: return {};
    }
  }

  Status name(Figure& out, std::string_view expected) {
    ASSIGN_OR_RETURN(out.name, value(expected));
    return {};
  }

  Status need(Figure& out) {
    const auto* measure = std::ranges::find(kFigureMeasureNames, peek_word());
    if (measure == kFigureMeasureNames.end()) return wrong("value, quantity, tonnes or count");
    out.measure = static_cast<FigureMeasure>(measure - kFigureMeasureNames.begin());
    take_word();
    if (take_keyword("where")) RETURN_IF_ERROR(conditions(out));
    for (const FigureCondition& condition : out.where)
      if (condition.field != FigureField::item && condition.field != FigureField::category && condition.field != FigureField::place)
        return wrong("only item, category and place in front of it, since a need names nothing else");
    return period_and_date(out);
  }

  Status within(Figure& out) {
    if (!take_keyword("within")) return wrong("'within' and a number of weeks, such as within 12w");
    const std::string_view word = peek_word();
    constexpr int kMostWeeks = 520;
    const auto weeks = word.ends_with('w') ? Decimal::parse(word.substr(0, word.size() - 1)) : std::nullopt;
    if (!weeks || weeks->units() % Decimal::kUnit != 0 || *weeks < Decimal::whole(1) || *weeks > Decimal::whole(kMostWeeks))
      return wrong("a number of weeks, such as 12w, at most 520w");
    take_word();
    out.weeks = static_cast<int>(weeks->units() / Decimal::kUnit);
    return {};
  }

  Status year(int& out) {
    const auto date = PartialDate::parse(peek_word());
    if (!date || date->precision() != DatePrecision::year) return wrong("a year, such as 2024");
    take_word();
    out = static_cast<int>(date->year());
    return {};
  }

  Result<Figure> simple(FigureMeasure measure) {
    Figure out;
    out.measure = measure;
    RETURN_IF_ERROR(expect('@'));
    const std::string_view word = peek_word();
    if (word == "delivered") {
      out.delivered = true;
    } else {
      const auto* found = std::ranges::find(kStageNames, word);
      if (found == kStageNames.end())
        return wrong("a stage: pledged, allocated, contracted, ready, departed, arrived, handed_over, confirmed, verified, "
                     "committed, disbursed, spent, enrolled, graduated, delivered_unspecified, cancelled, withdrawn, lost, "
                     "returned, or delivered");
      out.stage = static_cast<Stage>(found - kStageNames.begin());
    }
    take_word();
    if (take_keyword("where")) RETURN_IF_ERROR(conditions(out));
    RETURN_IF_ERROR(period_and_date(out));
    return out;
  }

  Status conditions(Figure& out) {
    do {
      take_keyword("and");
      const std::string_view word = peek_word();
      const auto* found = std::ranges::find(kFigureFieldNames, word);
      if (found == kFigureFieldNames.end())
        return wrong("FIELD=VALUE, fields: donor, group, recipient, item, category, kind, form, instrument, supplier, "
                     "country, place, course");
      take_word();
      RETURN_IF_ERROR(expect('='));
      ASSIGN_OR_RETURN(std::string chosen, value("a value, in quotation marks if it has blanks"));
      out.where.push_back({static_cast<FigureField>(found - kFigureFieldNames.begin()), std::move(chosen)});
    } while (another_condition());
    std::ranges::sort(out.where);
    const auto same = std::ranges::adjacent_find(out.where, {}, &FigureCondition::field);
    if (same != out.where.end())
      return bad_input("column " + std::to_string(at_ + 1) + ": found two conditions on " +
                       std::string(kFigureFieldNames[static_cast<std::size_t>(same->field)]) +
                       ", expected one; joint donors are one value: donor=DK;NO, and either of them donor=DK|NO");
    return {};
  }

  bool another_condition() {
    const std::size_t begin = at_;
    take_keyword("and");
    const std::string_view word = take_word();
    skip_blanks();
    const bool condition = !word.empty() && at_ < text_.size() && text_[at_] == '=';
    at_ = begin;
    return condition;
  }

  Result<std::string> value(std::string_view expected) {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) return wrong("a closing quotation mark");
      std::string out(text_.substr(at_ + 1, end - at_ - 1));
      if (out.empty()) return wrong(expected);
      at_ = end + 1;
      return out;
    }
    std::string word(take_word());
    if (word.empty()) return wrong(expected);
    return word;
  }

  Status period_and_date(Figure& out) {
    const bool in = take_keyword("in");
    const std::string_view word = peek_word();
    if (in || (!word.empty() && word.front() >= '0' && word.front() <= '9')) {
      const std::size_t dots = word.find("..");
      const auto from = PartialDate::parse(word.substr(0, dots));
      const auto until = dots == std::string_view::npos ? from : PartialDate::parse(word.substr(dots + 2));
      if (!from || !until) return wrong("a period: 2025, 2025-06, 2025-06-17, 2025-W10 or FROM..UNTIL");
      if (from->first() > until->last()) return wrong("a period that ends after it begins");
      take_word();
      out.period = FigurePeriod{*from, *until};
    }
    if (!take_keyword("as")) return {};
    if (!take_keyword("known")) return wrong("'known' and a date");
    const auto date = PartialDate::parse(peek_word());
    if (!date) return wrong("a date: 2024, 2024-05, 2024-05-17 or 2025-W10");
    take_word();
    out.as_known = *date;
    return {};
  }

  // An argument up to the next comma or the last bracket, or in quotation marks.
  std::string argument() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t end = text_.find('"', at_ + 1);
      if (end != std::string_view::npos) {
        std::string out(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return out;
      }
    }
    std::size_t end = at_;
    int depth = 0;
    while (end < text_.size() && (depth > 0 || (text_[end] != ',' && text_[end] != ')'))) {
      depth += text_[end] == '(' ? 1 : text_[end] == ')' ? -1 : 0;
      ++end;
    }
    std::string out(text_.substr(at_, end - at_));
    while (!out.empty() && is_blank_in_figure(out.back())) out.pop_back();
    at_ = end;
    return out;
  }

  Status arguments(Binding& out) {
    out.what = argument();
    if (out.what.empty()) return wrong("who or what it is about");
    RETURN_IF_ERROR(expect(','));
    out.which = argument();
    if (out.which.empty() && out.kind != Binding::Kind::event)
      return wrong(out.kind == Binding::Kind::text_contains ? "the term that is looked for" : "an office or a group");
    if (out.kind != Binding::Kind::text_contains) {
      RETURN_IF_ERROR(expect(','));
      skip_blanks();
      const std::size_t begin = at_;
      const std::string day = argument();
      if (!day.empty() || out.kind != Binding::Kind::event) {
        out.date = PartialDate::parse(day);
        if (!out.date) {
          at_ = begin;
          return wrong("a date: 2024, 2024-05, 2024-05-17 or 2025-W10");
        }
      }
    }
    return expect(')');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Inside inside(const FigurePeriod& period, PartialDate date) {
  const Day first = period.from.first();
  const Day last = period.until.last();
  if (date.first() >= first && date.last() <= last) return Inside::yes;
  return date.last() < first || date.first() > last ? Inside::no : Inside::vague;
}

Figure in_year(Figure figure, int year) {
  const PartialDate date = PartialDate::of_year(std::chrono::year(year));
  figure.period = FigurePeriod{date, date};
  return figure;
}

const FigureCondition* party_of(const Figure& figure) {
  const auto is_party = [](const FigureCondition& condition) {
    return condition.field == FigureField::donor || condition.field == FigureField::recipient || condition.field == FigureField::supplier;
  };
  const auto found = std::ranges::find_if(figure.where, is_party);
  const bool one = found != figure.where.end() && std::ranges::count_if(figure.where, is_party) == 1 && found->value.find_first_of("|;") == std::string::npos;
  return one ? &*found : nullptr;
}

Result<Figure> parse_figure(std::string_view text) { return FigureParser(text).whole_figure(); }

Result<Binding> parse_binding(std::string_view text) { return FigureParser(text).whole_binding(); }

std::string to_string(const Figure& figure) {
  std::string out;
  const auto dates = [&] {
    if (figure.period && figure.period->from == figure.period->until)
      out += " in " + figure.period->from.to_string();
    else if (figure.period)
      out += " in " + figure.period->from.to_string() + ".." + figure.period->until.to_string();
    if (figure.as_known) out += " as known " + figure.as_known->to_string();
  };
  const auto conditions = [&] {
    const char* before = " where ";
    for (const FigureCondition& condition : figure.where) {
      out += before + std::string(kFigureFieldNames[static_cast<std::size_t>(condition.field)]) + "=" + quoted_if_needed(condition.value);
      before = " ";
    }
  };
  const std::string measure(kFigureMeasureNames[static_cast<std::size_t>(figure.measure)]);
  switch (figure.kind) {
    case Figure::Kind::share: return "share(" + to_string(figure.of[0]) + ", " + to_string(figure.of[1]) + ")";
    case Figure::Kind::change:
    case Figure::Kind::growth:
      return (figure.kind == Figure::Kind::growth ? "growth(" : "change(") + to_string(figure.of[0]) + ", " + std::to_string(figure.from_year) + ", " +
             std::to_string(figure.to_year) + ")";
    case Figure::Kind::per_gdp: return "per_gdp(" + to_string(figure.of[0]) + ")";
    case Figure::Kind::per_head: return "per_head(" + to_string(figure.of[0]) + ")";
    case Figure::Kind::forecast:
      return "forecast(" + to_string(figure.of[0]) + " within " + std::to_string(figure.weeks) + "w)";
    case Figure::Kind::target: return "target(" + quoted_if_needed(figure.name) + ")";
    case Figure::Kind::report:
      out = "report(" + quoted_if_needed(figure.name) + ")";
      dates();
      return out;
    case Figure::Kind::rank: return "rank(" + to_string(figure.of[0]) + ")";
    case Figure::Kind::price: return "price(" + quoted_if_needed(figure.name) + ")";
    case Figure::Kind::need:
      out = "need(" + measure;
      conditions();
      dates();
      return out + ")";
    case Figure::Kind::simple: break;
  }
  out = measure + " @ " + (figure.delivered ? std::string("delivered") : std::string(name_of(figure.stage)));
  conditions();
  dates();
  return out;
}

std::string to_string(const Binding& binding) {
  const auto quoted = [](const std::string& text) {
    return text.find_first_of(",()\"") == std::string::npos ? text : "\"" + text + "\"";
  };
  const std::string arguments = quoted(binding.what) + ", " + quoted(binding.which);
  const std::string date = ", " + (binding.date ? binding.date->to_string() : std::string());
  switch (binding.kind) {
    case Binding::Kind::figure: return to_string(binding.figure);
    case Binding::Kind::holds_office: return "holds_office(" + arguments + date + ")";
    case Binding::Kind::event: return "event(" + arguments + date + ")";
    case Binding::Kind::text_contains: return "text_contains(" + arguments + ")";
    case Binding::Kind::member_of: return "member_of(" + arguments + date + ")";
  }
  return {};
}

}  // namespace servanda
