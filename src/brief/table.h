#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "brief/markup.h"
#include "views/status.h"

namespace servanda {

// A figure with the place of the same figure in the JSON of a view, so that a program can compare the two:
//   <span data-value="123.45" data-figure="/status/rows/3/stages/pledged/value/0/amount">0.00</span>
// The first step names the view: status, composition/category, composition/form, by_country, promises, trajectory, diff.
Markup figure(std::string_view shown, std::string_view value, std::string_view pointer);
// A figure that the page adds up; `pointers` name all of its parts, separated by spaces (data-figure-sum).
Markup figure_sum(std::string_view shown, Wide units, std::string_view pointers);

// Cells of a table.
Markup head_cell(const Markup& content);  // names the row
Markup cell(const Markup& content);
Markup prose_cell(const Markup& content);  // a sentence, which is given room
Markup number_cell(const Markup& content);
Markup date_cell(std::string_view date);  // as given; blank is not reported
Markup missing_cell();                    // not reported
Markup missing_number();

// One column of a table; a title that ends in `#` heads figures.
using Columns = std::vector<std::string>;

class TableMarkup {
 public:
  // `about` says what the table is, for those who hear it.
  TableMarkup(std::string_view about, const Columns& columns);
  void row(const std::vector<Markup>& cells);
  void total_row(const std::vector<Markup>& cells);
  bool empty() const { return rows_ == 0; }
  std::size_t rows() const { return rows_; }

  // Standing alone; `narrow` ones of up to four narrow columns take two columns on paper.
  enum class Width { wide, narrow };
  Markup scroll(Width width = Width::wide) const;
  // Folded under a line to open it; open until a script closes it.
  Markup details(std::string_view summary, Width width = Width::wide) const;
  // For long lists at the end: closed on the screen, open on paper.
  Markup folded(std::string_view summary, Width width = Width::wide) const;

 private:
  std::string about_;
  Markup head_;
  Markup body_;
  std::size_t rows_ = 0;
};

// A chart's placeholder with the table behind it and its source line (web/README.md).
struct ChartPlace {
  std::string_view kind;          // data-chart
  std::string_view source;        // data-source: where in brief-data
  std::string_view stage = {};    // data-stage; blank: the chart's own choice
  std::string_view measure = {};  // data-measure; blank: amounts
  std::string_view unnamed = {};  // data-unnamed; `omit`: no bar for what names nothing
};
Markup chart(const ChartPlace& place, const Markup& tables, const Markup& caption);

// A section of the page; `lede` may be empty.
Markup section(std::string_view id, const Markup& heading, const Markup& lede, const Markup& content);
// Instead of a chart with nothing in it: one sentence on what is missing.
Markup nothing(std::string_view sentence);

}  // namespace servanda
