#include "views/promised_for.h"

namespace servanda {
namespace {

// Empty where the table has no such column, or the row nothing in it.
std::optional<PartialDate> date_of(const Snapshot& snapshot, Table table, RowIndex row, std::string_view name) {
  const auto column = find_column(schema_of(table), name);
  const Cell cell = column ? snapshot.cell(table, row, *column) : kNullCell;
  return cell == kNullCell ? std::nullopt : std::optional(PartialDate::from_packed(static_cast<std::int32_t>(cell)));
}

// Empty where the record leaves open what will come.
std::optional<Ladder> ladder_promised(const Snapshot& snapshot, Table table, RowIndex row) {
  if (table == Table::funds) return Ladder::money;
  if (table != Table::pledges) return std::nullopt;
  const Row<Table::pledges> pledge(snapshot, row);
  if (const auto stage = pledge.code<"promised_stage", Stage>()) return ladder_of(*stage);
  const auto instrument = pledge.code<"instrument", Instrument>();
  if (pledge.text<"form">() == "budget_support" || instrument == Instrument::loan || instrument == Instrument::guarantee) return Ladder::money;
  return std::nullopt;
}

}  // namespace

PromisedFor promised_for(const Snapshot& snapshot, Table table, RowIndex row, const DaysAsked& asked, std::optional<Ladder> ladder) {
  const auto promised = ladder_promised(snapshot, table, row);
  if (ladder && promised && *ladder != *promised) return PromisedFor::something_else;
  const auto due = date_of(snapshot, table, row, "due");
  const auto until = due ? due : date_of(snapshot, table, row, "until");
  if (!until) return PromisedFor::no_day;
  if (asked.from && until->last() < *asked.from) return PromisedFor::something_else;
  const Day by = due ? due->first() : until->last();
  return by <= asked.until ? PromisedFor::those_days : PromisedFor::another_day;
}

}  // namespace servanda
