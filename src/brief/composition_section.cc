#include <algorithm>

#include "brief/sections.h"
#include "brief/status_sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

struct Half {
  Composition composition;
  Stage stage;  // that is divided, by amount or by count
  std::string_view title;
  std::string_view missing;
};

Half half_of(const BriefView& view, const Composition& composition, std::string_view title, std::string_view missing) {
  return {composition, composition.stage.value_or(counting_stage(view, composition)), title, missing};
}

// How much of the records, and of the value, names a category or form.
Markup coverage(const BriefView& view, const Half& half) {
  const Composition& composition = half.composition;
  std::int64_t named = 0;
  std::int64_t all = 0;
  std::string pointers;
  Wide value = 0;
  for (std::size_t i = 0; i < composition.status.rows.size(); ++i) {
    const StatusRow& row = composition.status.rows[i];
    const StageSum sum = stage_sum(row.funnel, half.stage, composition.base + "/rows/" + std::to_string(i));
    all += sum.count;
    if (!is_named(row)) continue;
    named += sum.count;
    if (!sum.valued(view.currency)) continue;
    value += sum.sum(view.currency).units;
    pointers += (pointers.empty() ? "" : " ") + sum.pointers(view.currency);
  }
  const StageSum total = stage_sum(composition.status.total, half.stage, composition.base + "/total");
  Markup out;
  out << "A " << composition.field << " is named by " << grouped(named) << " of " << grouped(all) << " records and lines "
      << words(name_of(half.stage));
  if (const auto share = ratio_of(named, all)) out << " (" << percent(*share) << ")";
  if (!composition.stage) return out << "; none of these states an amount, so records are counted.";
  const Wide whole = total.valued(view.currency) ? total.sum(view.currency).units : Wide{0};
  if (const auto share = ratio_of(value, whole))
    out << ", which hold " << figure_sum(percent(*share) + " of the value", value, pointers);
  return out << ".";
}

// What is divided, and where each ladder ends: the same as the bars show.
std::vector<Stage> columns_of(const BriefView& view, const Half& half) {
  std::vector<Stage> out{half.stage};
  const auto named_at = [&](Stage stage) {
    return std::ranges::any_of(half.composition.status.rows, [&](const StatusRow& row) {
      return is_named(row) && stage_sum(row.funnel, stage, "").reported();
    });
  };
  for (const Stage end : {view.delivered, Stage::disbursed, Stage::graduated})
    if (end != half.stage && named_at(end)) out.push_back(end);
  return out;
}

Markup composition_table(const BriefView& view, const Half& half) {
  const Composition& composition = half.composition;
  const std::vector<Stage> stages = columns_of(view, half);
  Columns columns{sentence(composition.field), "records#"};
  for (const Stage stage : stages) columns.push_back(words(name_of(stage)) + ", " + view.currency.code() + " m#");
  TableMarkup table("by " + std::string(composition.field) + " and stage", columns);
  std::vector<std::size_t> order(composition.status.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto sum_of = [&](std::size_t i) {
    return stage_sum(composition.status.rows[i].funnel, half.stage, composition.base + "/rows/" + std::to_string(i));
  };
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    const StageSum sum = sum_of(i);
    const Wide units = sum.valued(view.currency) ? sum.sum(view.currency).units : Wide{-1};
    return std::tuple(!is_named(composition.status.rows[i]), -units, -sum.count);
  });
  const PartLabels labels = labels_of(composition.status);
  const auto cells = [&](const std::string& name, const Funnel& funnel, const std::string& base) {
    const StageSum sum = stage_sum(funnel, half.stage, base);
    std::vector<Markup> out{head_cell(isolated(name))};
    out.push_back(sum.reported() ? number_cell(figure(grouped(sum.count), std::to_string(sum.count), sum.pointer + "/count"))
                                 : missing_number());
    for (const Stage stage : stages) out.push_back(stage_cell(stage_sum(funnel, stage, base), labels));
    return out;
  };
  for (const std::size_t i : order) {
    const StatusRow& row = composition.status.rows[i];
    table.row(cells(key_name(view, composition.status.by.front(), row.key.front()), row.funnel,
                    composition.base + "/rows/" + std::to_string(i)));
  }
  table.total_row(cells("All", composition.status.total, composition.base + "/total"));
  return table.details("Figures as a table");
}

Markup half_markup(const BriefView& view, const Half& half) {
  Markup out;
  out << "<div><h3>" << half.title << "</h3>\n";
  if (!has_named(half.composition)) return out << nothing(half.missing) << "</div>\n";
  static constexpr Table kTables[] = {Table::pledges, Table::allocations, Table::contracts, Table::consignments,
                                      Table::lines};
  const std::string unit = half.composition.stage ? view.currency.code() : std::string("number of records");
  Markup caption = coverage(view, half);
  caption << " " << source_line(view, kTables, unit + ", " + words(name_of(half.stage)));
  const std::string_view measure = half.composition.stage ? "" : "count";
  const ChartPlace place{"composition", half.composition.base, name_of(half.stage), measure, "omit"};
  return out << chart(place, composition_table(view, half), caption) << "</div>\n";
}

// "Antiretrovirals, adult: 84 % of what names a category".
Markup heading_of(const BriefView& view, const Half& half) {
  const StatusRow* largest = nullptr;
  Wide most = 0;
  Wide all = 0;
  for (const StatusRow& row : half.composition.status.rows) {
    if (!is_named(row)) continue;
    const StageSum sum = stage_sum(row.funnel, half.stage, "");
    const Wide size = half.composition.stage ? sum.sum(view.currency).units : Wide{sum.count};
    all += size;
    if (size > most) {
      most = size;
      largest = &row;
    }
  }
  const auto share = ratio_of(most, all);
  if (largest == nullptr || !share) return markup("What it is made of");
  Markup out;
  out << isolated(key_name(view, half.composition.status.by.front(), largest->key.front()))
      << " is the largest part: " << percent(*share) << " of ";
  if (half.composition.stage)
    out << "the value that names a " << half.composition.field;
  else
    out << "the records that name a " << half.composition.field;
  return out;
}

}  // namespace

Composition by_category(const BriefView& view) {
  return {"category", view.in.by_category, dividing_stage(view, view.in.by_category), "/composition/category"};
}

Composition by_form(const BriefView& view) {
  return {"form", view.in.by_form, dividing_stage(view, view.in.by_form), "/composition/form"};
}

bool has_named(const Composition& composition) { return std::ranges::any_of(composition.status.rows, is_named); }

Stage counting_stage(const BriefView& view, const Composition& composition) {
  for (const Stage stage : {view.lead, view.delivered})
    for (const StatusRow& row : composition.status.rows)
      if (is_named(row) && stage_sum(row.funnel, stage, "").reported()) return stage;
  return view.lead;
}

Markup composition_section(const BriefView& view) {
  const Half category = half_of(view, by_category(view), "By category of item",
                                "Not reported: no line names an item with a category (tables lines and items).");
  const Half form = half_of(view, by_form(view), "By form of aid",
                            "Not reported: no pledge names its form (table pledges, column form).");
  const Half& leading = has_named(category.composition) ? category : form;
  Markup content;
  content << "<div class=\"pair\">" << half_markup(view, category) << half_markup(view, form) << "</div>\n";
  return section("composition", heading_of(view, leading),
                 markup("Only what names a category or a form is drawn; how much of the record that is stands under each chart."), content);
}

}  // namespace servanda
