#include <CLI/CLI.hpp>
#include <memory>

#include "cli/long_work.h"
#include "cli/nominal.h"
#include "cli/verb.h"
#include "views/forecast.h"

namespace servanda {
namespace {

struct CalibrateFlags {
  CommonOptions common;
  LongWorkOptions work;
  std::string within = "12w";
};

Result<int> run_calibrate(const CalibrateFlags& flags) {
  ForecastViewOptions options;
  ASSIGN_OR_RETURN(options.forecast.within_days, parse_span("--within", flags.within));
  options.head = Head::compute;
  RETURN_IF_ERROR(only_nominal(flags.common, "what is calibrated are delays in days and odds"));
  ASSIGN_OR_RETURN(auto progress, make_progress(flags.common, flags.work));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, flags.common));
  ASSIGN_OR_RETURN(const CalibrationView view, calibration_view(snapshot, options, *progress));
  progress.reset();
  print_answer(flags.common, to_json(view), to_sheets(view));
  return 0;
}

}  // namespace

void add_calibrate(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CalibrateFlags>();
  CLI::App* verb = app.add_subcommand("calibrate", "the delays that the book's own history teaches, and how much is behind");
  add_common_options(*verb, flags->common);
  add_long_work_options(*verb, flags->work);
  add_prices_option(*verb, flags->common);
  verb->add_option("--within", flags->within, "the window of the common shock")->capture_default_str();
  verb->footer("Nothing known after the as-known day is used.\nExamples:\n"
               "  servanda calibrate examples/health-supplies\n"
               "  servanda calibrate examples/health-supplies --as-known 2011-12-31 --format json");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_calibrate(*flags); }); });
}

}  // namespace servanda
