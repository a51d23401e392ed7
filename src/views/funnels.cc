#include "views/funnels.h"

namespace servanda {

Result<const StatusResult*> Funnels::of(const Asked& asked) {
  auto found = computed_.find(asked);
  if (found == computed_.end()) {
    StatusOptions options;
    options.by = {GroupBy::donor, GroupBy::month};
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

}  // namespace servanda
