#include <algorithm>

#include "brief/map_data.h"
#include "brief/sections.h"
#include "brief/status_sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::vector<MapData::Shaded> shaded_by(const BriefView& view, const StatusResult& status, const std::string& base, Stage stage) {
  std::vector<MapData::Shaded> out;
  for (std::size_t i = 0; i < status.rows.size(); ++i) {
    const StatusRow& row = status.rows[i];
    if (!is_named(row)) continue;
    const StageSum sum = stage_sum(row.funnel, stage, base + "/rows/" + std::to_string(i));
    if (!sum.valued(view.currency)) continue;
    const std::string& code = *row.key.front();
    const auto country = view.names.country(code);
    out.push_back({country.value_or(Country{}), country.has_value(), code,
                   key_name(view, status.by.front(), row.key.front()), sum});
  }
  std::ranges::stable_sort(out, {}, [&](const MapData::Shaded& each) {
    return std::pair(-each.sum.sum(view.currency).units, each.code);
  });
  return out;
}

bool any_country(const std::vector<MapData::Shaded>& shaded) {
  return std::ranges::any_of(shaded, &MapData::Shaded::is_country);
}

std::vector<MapData::Place> places_of(const Snapshot& snapshot) {
  std::vector<MapData::Place> out;
  for (const auto node : snapshot.rows<Table::nodes>()) {
    const auto lat = node.decimal<"lat">();
    const auto lon = node.decimal<"lon">();
    if (!lat || !lon) continue;
    const Cell kind = node.cell<"kind">();
    const std::string name(node.text<"name">());
    out.push_back({node.name(), name.empty() ? node.name() : name,
                   kind == kNullCell ? "place" : std::string(schema::kNodeKinds[static_cast<std::size_t>(kind)]), *lat, *lon});
  }
  std::ranges::sort(out, {}, &MapData::Place::id);
  return out;
}

Markup countries_table(const BriefView& view, const MapData& data) {
  const bool donors = data.of == MapData::Of::donors;
  TableMarkup table("amounts on the map",
                    {donors ? "Donor" : "Recipient country", words(name_of(data.stage)) + ", " + view.currency.code() + " m#"});
  for (const MapData::Shaded& each : data.shaded) {
    const AmountSum sum = each.sum.sum(view.currency);
    table.row({head_cell(isolated(each.name)),
               number_cell(figure_sum(std::string(sign_of(sum.qualifier)) + millions(sum.units), sum.units,
                                      each.sum.pointers(view.currency)))});
  }
  return table.empty() ? Markup() : table.details("Figures as a table", TableMarkup::Width::narrow);
}

Markup places_table(const MapData& data) {
  TableMarkup table("places on the map", {"Place", "Kind", "Latitude#", "Longitude#"});
  for (const MapData::Place& place : data.places)
    table.row({head_cell(isolated(place.name)), cell(plain(words(place.kind))), number_cell(plain(place.lat.to_string())),
               number_cell(plain(place.lon.to_string()))});
  return table.empty() ? Markup() : table.details("Places with coordinates", TableMarkup::Width::narrow);
}

Markup heading_of(const BriefView& view, const MapData& data) {
  const auto countries = std::ranges::count_if(data.shaded, &MapData::Shaded::is_country);
  if (countries == 0) return Markup() << counted(static_cast<std::int64_t>(data.places.size()), "place") << " of the network";
  const auto first = std::ranges::find_if(data.shaded, &MapData::Shaded::is_country);
  Markup out;
  out << "Largest of " << grouped(countries);
  out << (data.of == MapData::Of::donors ? std::string_view(" donor countries: ") : std::string_view(" recipient countries: "));
  return out << isolated(first->name) << ", " << sum_figure(first->sum, view.currency) << " " << words(name_of(data.stage));
}

}  // namespace

MapData map_data(const BriefView& view) {
  MapData data;
  data.places = places_of(view.in.snapshot);
  data.stage = dividing_stage(view, view.in.by_donor).value_or(view.lead);
  data.shaded = shaded_by(view, view.in.by_donor, "/status", data.stage);
  for (const std::string& code : view.in.snapshot.programme().recipients)
    if (const auto country = view.names.country(code)) data.recipients.push_back(*country);
  if (any_country(data.shaded)) return data;
  data.shaded.clear();  // without a country nothing can be shaded
  const auto stage = dividing_stage(view, view.in.by_country);
  if (!stage) return data;
  std::vector<MapData::Shaded> recipients = shaded_by(view, view.in.by_country, "/by_country", *stage);
  if (!any_country(recipients)) return data;
  data.of = MapData::Of::recipients;
  data.stage = *stage;
  data.shaded = std::move(recipients);
  data.recipients.clear();
  return data;
}

Markup map_section(const BriefView& view) {
  const MapData data = map_data(view);
  if (data.places.empty() && !any_country(data.shaded))
    return section("map", markup("Who and where: not reported"), {},
                   nothing("Not reported: no donor or recipient with an amount is a country (table parties, column country), "
                           "and no node has coordinates (table nodes, columns lat and lon)."));
  static constexpr Table kTables[] = {Table::pledges, Table::consignments, Table::nodes};
  Markup tables;
  tables << countries_table(view, data) << places_table(data);
  Markup lede;
  if (data.shaded.empty())
    lede << "The places with coordinates. No donor or recipient with an amount is a country, so nothing is shaded.";
  else if (data.of == MapData::Of::donors)
    lede << "Donor countries shaded by what they have " << words(name_of(data.stage))
         << "; joint donors and institutions are in the table.";
  else
    lede << "No donor in this record is a country, so recipient countries are shaded by what is "
         << meaning_of(data.stage) << " there.";
  return section("map", heading_of(view, data), lede,
                 chart({"map", "/map"}, tables,
                       source_line(view, kTables,
                                   data.shaded.empty() ? std::string() : view.currency.code() + ", " + words(name_of(data.stage)))));
}

}  // namespace servanda
