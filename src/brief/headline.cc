#include <algorithm>
#include <set>

#include "brief/sections.h"
#include "brief/status_sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

Markup tile(std::string_view title, const Markup& shown, const Markup& gloss) {
  return Markup() << "<div class=\"tile\"><dt>" << title << "</dt>" << shown << "<dd class=\"gloss\">" << gloss
                  << "</dd></div>\n";
}

Markup tile_figure(const Markup& shown) { return Markup() << "<dd class=\"figure\">" << shown << "</dd>"; }
Markup tile_missing() { return markup("<dd class=\"figure not-reported\">not reported</dd>"); }

StageSum total_at(const BriefView& view, Stage stage) { return stage_sum(view.in.by_donor.total, stage, "/status/total"); }

// `≈ 401 <small>bn EUR</small>`.
Markup large(const BriefView& view, const StageSum& sum) {
  const AmountSum amount = sum.sum(view.currency);
  const ShortAmount text = short_amount(amount.units);
  Markup out;
  out << "<span data-value=\"" << decimal_text(amount.units) << "\" data-figure-sum=\"" << sum.pointers(view.currency)
      << "\">" << sign_of(amount.qualifier) << text.figure << " <small>"
      << (text.magnitude.empty() ? "" : text.magnitude + " ") << view.currency.code() << "</small></span>";
  return out;
}

// What was added for the figure above it, and what was left out.
Markup summed(const BriefView& view, const StageSum& sum) {
  Markup out;
  std::set<Instrument> instruments;
  std::set<Basis> bases;
  Markup foreign;
  for (const StageSum::Part& part : sum.parts) {
    if (part.key.currency != view.currency) {
      foreign << (foreign.empty() ? std::string_view("not in it, for want of a rate: ") : std::string_view(", "))
              << figure(amount_text(part.amount.units, part.key.currency), decimal_text(part.amount.units), part.pointer);
      continue;
    }
    instruments.insert(part.key.instrument);
    bases.insert(part.key.basis);
  }
  if (instruments.size() > 1)
    out << "adds " << by_instrument(sum, view.currency);
  else if (!instruments.empty())
    out << instrument_text(*instruments.begin());
  if (bases.size() > 1) {
    std::vector<std::string> names;
    for (const Basis basis : bases) names.emplace_back(name_of(basis));
    out << "; " << listed(names) << " values";
  } else if (!bases.empty()) {
    out << "; " << name_of(*bases.begin()) << " values";
  }
  if (!foreign.empty()) out << "; " << foreign;
  return out;
}

Markup stage_tile(const BriefView& view, std::string_view title, Stage stage, std::string_view missing) {
  const StageSum sum = total_at(view, stage);
  Markup gloss;
  if (!sum.reported()) return tile(title, tile_missing(), plain(missing));
  gloss << figure(counted(sum.count, "record"), std::to_string(sum.count), sum.pointer + "/count");
  if (!sum.valued(view.currency)) {
    return tile(title, tile_missing(), gloss << ", none with an amount in " << view.currency.code());
  }
  return tile(title, tile_figure(large(view, sum)), gloss << "; " << summed(view, sum));
}

Markup promises_tile(const BriefView& view) {
  constexpr std::string_view kTitle = "Promises kept on time";
  if (view.in.promises.rates.empty() || !view.in.promises.rates.front().by_count)
    return tile(kTitle, tile_missing(), plain("no promise with a date has fallen due and can be judged"));
  const PromiseRate& all = view.in.promises.rates.front();
  const auto count = [&](PromiseVerdict verdict) {
    const auto index = static_cast<std::size_t>(verdict);
    return figure(grouped(all.count[index]), std::to_string(all.count[index]),
                  "/promises/rates/0/" + std::string(kPromiseVerdictNames[index]));
  };
  const std::string rate = percent(*all.by_count);
  Markup shown;
  shown << "<span data-value=\"" << decimal_text(*all.by_count) << "\" data-figure=\"/promises/rates/0/by_count\">"
        << rate.substr(0, rate.find("\u00A0")) << " <small>%</small></span>";
  Markup gloss;
  gloss << "of those decided: " << count(PromiseVerdict::kept) << " kept, " << count(PromiseVerdict::late) << " late, "
        << count(PromiseVerdict::broken) << " broken; " << count(PromiseVerdict::open) << " open, "
        << count(PromiseVerdict::not_checkable) << " not checkable";
  return tile(kTitle, tile_figure(shown), gloss);
}

struct Donors {
  std::int64_t parties = 0;
  std::int64_t joint = 0;  // rows of several donors
};

Donors donors_of(const BriefView& view) {
  std::set<std::string> parties;
  Donors out;
  for (const StatusRow& row : view.in.by_donor.rows) {
    if (!is_named(row)) continue;
    const std::vector<std::string> codes = split_codes(*row.key.front());
    if (codes.size() > 1) ++out.joint;
    parties.insert(codes.begin(), codes.end());
  }
  out.parties = static_cast<std::int64_t>(parties.size());
  return out;
}

Markup donors_tile(const BriefView& view) {
  const Donors donors = donors_of(view);
  if (donors.parties == 0) {
    const auto countries = std::ranges::count_if(view.in.by_country.rows, is_named);
    if (countries == 0) return tile("Donors", tile_missing(), plain("no record names its donor"));
    return tile("Recipient countries", tile_figure(plain(grouped(countries))), plain("no record names its donor"));
  }
  Markup gloss;
  gloss << "named alone or jointly";
  if (donors.joint > 0) gloss << "; " << counted(donors.joint, "joint group") << " stay joint and are not split";
  return tile("Donors", tile_figure(plain(grouped(donors.parties))), gloss);
}

Markup record_tile(const BriefView& view) {
  const Snapshot& snapshot = view.in.snapshot;
  Markup gloss;
  gloss << "from " << counted(static_cast<std::int64_t>(snapshot.count(Table::sources)), "graded source");
  if (!view.in.by_donor.netted.empty())
    gloss << "; " << counted(static_cast<std::int64_t>(view.in.by_donor.netted.size()), "record")
          << " held in others and not counted again";
  if (const std::int64_t disagreements = disagreements_of_sources(view); disagreements > 0)
    gloss << "; sources disagree on " << counted(disagreements, "figure");
  return tile("Entries in the record", tile_figure(plain(grouped(entries_of(snapshot)))), gloss);
}

std::string recipients_text(const BriefView& view) {
  const std::vector<std::string>& codes = view.in.snapshot.programme().recipients;
  if (codes.size() > 4) return counted(static_cast<std::int64_t>(codes.size()), "recipient");
  std::vector<std::string> names;
  for (const std::string& code : codes) names.push_back(view.names.party(code));
  return names.empty() ? "not stated" : listed(names);
}

// The answer in a few sentences.
Markup standfirst(const BriefView& view) {
  const StageSum lead = total_at(view, view.lead);
  const StageSum delivered = total_at(view, view.delivered);
  const StageSum disbursed = total_at(view, Stage::disbursed);
  Markup out;
  if (lead.valued(view.currency))
    out << "The record holds " << sum_figure(lead, view.currency) << " " << words(name_of(view.lead)) << " to "
        << isolated(recipients_text(view)) << ". ";
  else
    out << "The record holds no amount " << words(name_of(view.lead)) << " to " << isolated(recipients_text(view)) << ". ";
  if (disbursed.valued(view.currency)) out << "Of money, " << sum_figure(disbursed, view.currency) << " is recorded as disbursed. ";
  if (delivered.valued(view.currency) && view.delivered != view.lead)
    out << "Of goods, " << sum_figure(delivered, view.currency) << " is " << meaning_of(view.delivered) << ". ";
  else if (!delivered.reported())
    out << "What has been delivered, in the sense of " << meaning_of(view.delivered) << ", is not reported in value. ";
  if (!view.in.promises.rates.empty() && view.in.promises.rates.front().by_count)
    out << "Of the dated promises that can be judged, "
        << figure(percent(*view.in.promises.rates.front().by_count),
                  decimal_text(*view.in.promises.rates.front().by_count), "/promises/rates/0/by_count")
        << " were kept on time.";
  return out;
}

}  // namespace

Markup masthead(const BriefView& view) {
  const Snapshot& snapshot = view.in.snapshot;
  const Programme& programme = snapshot.programme();
  Markup out;
  out << "<header class=\"masthead\">\n<p class=\"kicker\">Briefing";
  if (view.notional) out << " · notional programme";
  out << "</p>\n<p class=\"controls\"><button class=\"tables\" type=\"button\" hidden></button><button class=\"theme\" type=\"button\" hidden></button></p>\n<h1 dir=\"auto\">" << programme.name
      << "</h1>\n<p class=\"standfirst\">" << standfirst(view) << "</p>\n<dl class=\"facts\">"
      << "<div><dt>As known</dt><dd>" << day_text(snapshot.as_known()) << "</dd></div>"
      << "<div><dt>Recipient</dt><dd>" << isolated(recipients_text(view)) << "</dd></div>";
  if (programme.start && programme.end)
    out << "<div><dt>Period</dt><dd>" << programme.start->to_string() << " to " << programme.end->to_string()
        << "</dd></div>";
  out << "<div><dt>Amounts in</dt><dd>" << view.currency.code() << "</dd></div>"
      << "<div><dt>Delivered means</dt><dd>" << meaning_of(view.delivered) << "</dd></div>"
      << "<div><dt>Record</dt><dd class=\"hash\">" << std::string_view(view.in.by_donor.head).substr(0, 16)
      << "</dd></div></dl>\n";
  if (view.notional)
    out << "<p class=\"notional-banner\"><strong>Notional.</strong> Every figure, date and consignment here is invented for "
           "an exercise. Nothing on this page describes real aid.</p>\n";
  return out << "</header>\n";
}

Markup tiles(const BriefView& view) {
  Markup out;
  out << "<dl class=\"tiles\">\n"
      << stage_tile(view, sentence(name_of(view.lead)), view.lead, "the tables of pledges, allocations and contracts are empty");
  if (view.lead != view.delivered)
    out << stage_tile(view, sentence(meaning_of(view.delivered)), view.delivered,
                      "no event of a consignment says so; see the quantities that donors report");
  out << stage_tile(view, "Money disbursed", Stage::disbursed, "no disbursement in the table funds") << promises_tile(view)
      << donors_tile(view) << record_tile(view);
  return out << "</dl>\n";
}

}  // namespace servanda
