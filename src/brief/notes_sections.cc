#include <algorithm>
#include <map>

#include "brief/sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

Markup definition(const Markup& text) { return Markup() << "<li>" << text << "</li>\n"; }

Markup stage_words(const BriefView& view) {
  Markup out;
  for (const Stage stage : reported_stages(view.in.by_donor)) {
    if (!out.empty()) out << "; ";
    out << "<em>" << words(name_of(stage)) << "</em>: " << meaning_of(stage);
  }
  return out;
}

std::string skipped_stages(const BriefView& view) {
  const std::vector<Stage> reported = reported_stages(view.in.by_donor);
  const std::vector<Stage> shown = shown_stages(view, view.in.by_donor);
  std::vector<std::string> skipped;
  for (const Stage stage : reported)
    if (std::ranges::find(shown, stage) == shown.end()) skipped.push_back(words(name_of(stage)));
  return listed(skipped);
}

// A link only where it leads to the web; a source of another kind keeps its address as text.
Markup address(const std::string& url) {
  if (url.starts_with("https://") || url.starts_with("http://"))
    return Markup() << "<a href=\"" << url << "\" rel=\"noreferrer\">" << url << "</a>";
  return plain(url);
}

}  // namespace

Markup method_section(const BriefView& view) {
  Markup list;
  list << definition(Markup() << "Amounts are in " << view.currency.code()
                              << ", at the European Central Bank's reference rate of the value date; where the date is a "
                                 "month or year, at the mean of its fixings. An amount without a rate stays in its own currency.");
  list << definition(Markup() << "Text and charts show three significant digits, tables millions to two places; the page's "
                                 "own data is exact. ≥ at least, ≤ up to, ≈ approximately: a sum carries the weakest of its parts.");
  list << definition(markup("A figure names its stage. Reaching a stage counts for all lower ones of its ladder; goods, money "
                            "and people are three ladders and are never added to each other."));
  if (const Markup stages = stage_words(view); !stages.empty()) list << definition(Markup() << "Stages here: " << stages << ".");
  if (const std::string skipped = skipped_stages(view); !skipped.empty())
    list << definition(Markup() << "Not shown as columns, because the record says nothing of its own about them: " << skipped << ".");
  list << definition(Markup() << "Delivered means " << view.in.by_donor.delivered.name << ": " << meaning_of(view.delivered) << ".");
  list << definition(markup("Grant, loan, guarantee and in-kind aid, and amounts of different valuation, are kept apart in the "
                            "tables; where a headline or a bar adds them, it says so."));
  list << definition(markup("<em>Not reported</em>, <em>withheld</em> and zero are three different things."));
  list << definition(markup("Joint donors stay joint. What a record repeats, contains or replaces counts once; overlaps that no "
                            "source states are not taken out, so totals of pledges may count some promises twice."));
  list << definition(markup("A promise is kept if it reached its promised stage by the date first named; late if after it; broken "
                            "if the date has passed and the record stays below it; not checkable if no figure can decide. Rates are "
                            "kept / (kept + late + broken); by value only where every decided promise states one; coverage is the "
                            "share of decided promises that do."));
  list << definition(markup("As known: only what was public, or known to its source, by that day. The other year of the "
                            "trajectory is shown as it was known at the same day of that year."));
  list << definition(markup("Grades: the reliability of a source from A (completely reliable) to E, F cannot be judged; the "
                            "credibility of an item from 1 (confirmed by others) to 5, 6 cannot be judged. They are never averaged."));
  return section("method", markup("Method and definitions"), {}, Markup() << "<ol class=\"footnotes\">\n" << list << "</ol>\n");
}

Markup rates_section(const BriefView& view) {
  const auto& rates = view.in.by_donor.rates;
  if (rates.empty())
    return section("rates", markup("Exchange rates"), Markup() << "No amount was converted: all are in " << view.currency.code()
                                                              << ", or have no rate and stay as they are.", {});
  TableMarkup table("exchange rates used", {"Currency", "Value date", view.currency.code() + " for one#", "Fixing", "Records#"});
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const UsedRate& rate = rates[i];
    const std::string base = "/status/rates/" + std::to_string(i);
    table.row({head_cell(plain(rate.currency)), date_cell(rate.value_date), number_cell(figure(rate.rate, rate.rate, base + "/rate")),
               date_cell(rate.fixing), number_cell(figure(grouped(rate.records), std::to_string(rate.records), base + "/records"))});
  }
  return section("rates", markup("Exchange rates used"), markup("European Central Bank, euro foreign exchange reference rates."),
                 table.folded(counted(static_cast<std::int64_t>(rates.size()), "rate"), TableMarkup::Width::narrow));
}

Markup netted_section(const BriefView& view) {
  const auto& netted = view.in.by_donor.netted;
  if (netted.empty()) return {};
  TableMarkup table("records that are not counted again", {"Record", "Because"});
  for (const Netted& entry : netted)
    table.row({head_cell(isolated(words(entry.kind) + " " + entry.entry)), cell(isolated(words(entry.because)))});
  return section("netted", markup("Counted once"),
                 Markup() << counted(static_cast<std::int64_t>(netted.size()), "record")
                          << " of this book are held in another one, repeat it or were replaced, and no total counts them.",
                 table.folded(counted(static_cast<std::int64_t>(netted.size()), "record"), TableMarkup::Width::narrow));
}

Markup sources_section(const BriefView& view) {
  const std::vector<Names::Source>& sources = view.names.sources();
  const std::int64_t hidden = view.names.protected_sources();
  const std::int64_t all = static_cast<std::int64_t>(sources.size()) + hidden;
  if (all == 0) return section("sources", markup("Sources"), {}, nothing("Not reported: the table sources is empty."));
  TableMarkup table("sources with their grades", {"Source", "Title and address", "Date", "Grade"});
  for (const Names::Source& source : sources) {
    const auto number = static_cast<std::int64_t>(source.number);
    Markup name;
    name << "<span id=\"source-" << number << "\">[" << number << "]</span> " << isolated(source.publisher);
    Markup title = isolated(source.title);
    if (!source.url.empty()) title << "<br><small>" << address(source.url) << "</small>";
    table.row({head_cell(name), cell(title), date_cell(source.date), cell(plain(source.reliability))});
  }
  Markup lede;
  lede << "Grade: the reliability of the source. The addresses are for the reader; this page loads nothing from them.";
  if (hidden > 0) lede << " " << counted(hidden, "protected source") << " not named.";
  return section("sources", plain(counted(all, "source")), lede, table.folded("All sources with their grades"));
}

}  // namespace servanda
