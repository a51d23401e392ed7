#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"
#include "exchange/folder.h"

namespace servanda {

void add_init(CLI::App& app, Action& action) {
  auto folder = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("init", "make a programme folder to fill in");
  verb->add_option("DIR", *folder, "an empty or absent folder")->required();
  verb->add_flag("--template")->description("write all tables with headers and three commented sample rows (the default)");
  verb->footer("Example:\n  servanda init aid --template");
  verb->callback([folder, &action] {
    action = [folder]() -> Result<int> {
      RETURN_IF_ERROR(write_template(*folder));
      std::printf("%s: edit datapackage.json and the tables you need, then: servanda status %s\n", folder->c_str(),
                  folder->c_str());
      return 0;
    };
  });
}

}  // namespace servanda
