#include "cli/planning.h"
#include "exchange/site_options_file.h"
#include "views/site_choice_view.h"

namespace servanda {

Result<int> run_site_options(const CommonOptions& common, const std::string& file, const std::string& time_limit) {
  ASSIGN_OR_RETURN(const SiteOptionsAsked asked, read_site_options(file));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(common));
  const auto in_file = [&](Error error) {  // what it asks does not fit the programme
    if (error.code == ErrorCode::bad_input && error.file.empty()) error.file = file;
    return error;
  };
  {
    ASSIGN_OR_RETURN(const Snapshot before, make_snapshot(book, common));
    if (Status fits = check_site_ids(before, asked); !fits) return in_file(std::move(fits).error());
  }
  ASSIGN_OR_RETURN(const Snapshot snapshot, planning_snapshot(book, common, site_scenario(asked)));
  RETURN_IF_ERROR(check_places(snapshot, common));
  SiteChoiceViewOptions options{.head = Head::compute, .plan = {}};
  ASSIGN_OR_RETURN(options.plan.deadline, deadline_of(time_limit));
  listen_for_interrupt();
  options.plan.cancel = &interrupted();
  Result<SiteChoiceResult> result = site_choice(snapshot, asked, options);
  if (!result) return in_file(std::move(result).error());
  print_answer(common, to_json(*result), to_sheets(*result));
  return 0;
}

}  // namespace servanda
