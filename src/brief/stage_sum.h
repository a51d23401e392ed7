#pragma once

#include <string>
#include <vector>

#include "brief/markup.h"
#include "views/status.h"

namespace servanda {

// One stage of a funnel as a reader sees it: its amounts with the places of the same figures in the view's JSON.
// `sum` adds the parts that are in the reporting currency, whatever their basis and instrument: wherever it is shown, the
// parts are named beside it or in the table under it.
struct StageSum {
  struct Part {
    AmountKey key;
    AmountSum amount;
    std::string pointer;
  };
  Stage stage = Stage::pledged;
  std::vector<Part> parts;  // in the order of the JSON
  Quantities quantities;
  std::int64_t count = 0;   // records; 0 = not reported
  std::string pointer;      // of the stage

  bool reported() const { return count > 0; }
  bool valued(Currency currency) const;
  AmountSum sum(Currency currency) const;
  std::string pointers(Currency currency) const;  // of the parts of sum(), separated by spaces
};

// `base` is the place of the funnel in its view: "/status/rows/3".
StageSum stage_sum(const Funnel& funnel, Stage stage, const std::string& base);
// Stages that any row reaches, without exits, in the order of the ladders.
std::vector<Stage> reported_stages(const StatusResult& result);

// `EUR 12.3 bn` with its sign, as a figure of the view.
Markup sum_figure(const StageSum& sum, Currency currency);
// What the amounts of one table must say beside their figure, so that no two kinds stand under one head unseen.
struct PartLabels {
  Currency currency;         // of the head; others are named
  bool instruments = false;  // there are several in the table
  bool bases = false;
};
PartLabels labels_of(const StatusResult& result);
// A table cell: each amount in millions with its labels (a lone amount without a word: its instrument is not stated), else quantities, else the records' number.
Markup stage_cell(const StageSum& sum, const PartLabels& labels);
// `grants EUR 1.2 bn, loans EUR 3 bn`: the parts by instrument, each a figure; instruments not stated come last.
Markup by_instrument(const StageSum& sum, Currency currency);
// `grant`, `instrument not stated`; `in kind`.
std::string instrument_text(Instrument instrument);

}  // namespace servanda
