#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace servanda {

// A view's Result as rows and columns: what `--format table` and `--format csv` print.
enum class Align { left, right, decimal, prose };  // prose: at the left, in as many lines as it takes
constexpr bool is_text(Align align) { return align == Align::left || align == Align::prose; }

struct SheetColumn {
  std::string title;
  Align align = Align::left;
  std::string hxl = {};  // hashtag for exports, e.g. "#value+committed"
};

struct Sheet {
  std::string title;                  // "Funnel by donor"
  std::vector<std::string> heading;   // stage, basis, currency, as-known date: a line each
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> footnotes;
};

// Fits `width` terminal columns without cutting a figure (sheet.cc says how). Figures align on the decimal point.
// Measures characters of UTF-8, counting East Asian wide ones as two and combining ones as none.
std::string print_table(const Sheet& sheet, std::size_t width);

// RFC 4180 with a header row; a row of HXL hashtags below it if `hxl`. Text that a spreadsheet would take for a formula
// is prefixed with an apostrophe; figures stay figures.
enum class HxlRow { off, on };
std::string print_csv(const Sheet& sheet, HxlRow hxl);

}  // namespace servanda
