#include "views/funnels.h"

namespace servanda {

Result<const StatusResult*> Funnels::of(const Asked& asked) {
  auto found = computed_.find(asked);
  if (found == computed_.end()) {
    StatusOptions options;
    options.by = asked.by;
    options.only = asked.only;
    options.donors_among = asked.donors;
    options.exact_dates = true;
    options.with_records = true;
    options.with_tonnes = asked.tonnes;
    options.count_netted = asked.count_netted;
    options.where = asked.where;
    found = computed_.emplace(asked, status(snapshot_, options)).first;
  }
  if (!found->second) return found->second.error();
  return &*found->second;
}

const std::set<std::string>& Funnels::donors() {
  if (donors_) return *donors_;
  std::set<Cell> found;
  const auto collect = [&]<Table kTable, ColumnName kName>() {
    ColumnOf<kTable, kName> donors(snapshot_);
    for (const auto row : snapshot_.rows<kTable>()) found.insert(donors[row.index()]);
  };
  collect.operator()<Table::pledges, "donors">();
  collect.operator()<Table::allocations, "donors">();
  collect.operator()<Table::funds, "donor">();
  donors_.emplace();
  for (const Cell cell : found)
    if (cell != kNullCell) donors_->emplace(snapshot_.history().texts().text(static_cast<TextId>(cell)));
  return *donors_;
}

}  // namespace servanda
