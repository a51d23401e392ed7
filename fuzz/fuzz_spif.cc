// XML of others: up to three documents, a policy, a label and a clearance, with lines `%%` between them. Each document
// is tried as each of the three. A label of our own policy never gets weaker on its way out and in again.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "exchange/spif.h"

namespace servanda::spif {
namespace {

constexpr LabelDates kDates{std::chrono::sys_days(std::chrono::year(2031) / 1 / 1),
                            std::chrono::sys_days(std::chrono::year(2032) / 1 / 1)};

std::vector<std::string_view> documents_of(std::string_view input) {
  constexpr std::string_view kMark = "\n%%\n";
  std::vector<std::string_view> documents;
  while (true) {
    const std::size_t end = input.find(kMark);
    documents.push_back(input.substr(0, end));
    if (end == std::string_view::npos || documents.size() == 3) return documents;
    input.remove_prefix(end + kMark.size());
  }
}

void check_decisions(const PolicySet& policies, const std::vector<std::string_view>& documents) {
  for (const std::string_view label_xml : documents) {
    const auto label = policies.read_label(label_xml);
    if (!label) continue;
    static_cast<void>(marking(*label, "fr-CA"));
    for (const std::string_view clearance_xml : documents) {
      const auto clearance = policies.read_clearance(clearance_xml);
      if (!clearance) continue;
      static_cast<void>(marking(*clearance));
      const auto lets_in = access(*label, *clearance);
      CHECK(!lets_in || !*lets_in || valid(*label));
    }
  }
}

// Where no one is left to release to, the label asks for ORIGINATOR-ONLY in place of its REL clauses.
bool originator_only(const Label& label) {
  return std::ranges::any_of(label.clauses(), [](const Clause& clause) {
    return clause.any_of == std::vector<std::string>{"HANDLING:ORIGINATOR-ONLY"};
  });
}

// What a reader of ours may see cannot grow by exchanging the label.
void check_own(std::string_view xml) {
  const auto imported = read_stanag_4774(xml);
  if (!imported) return;
  const auto again = read_stanag_4774(write_stanag_4774(imported->label, kDates));
  CHECK(again);
  CHECK(originator_only(again->label) || join(again->label, imported->label) == again->label);
}

}  // namespace
}  // namespace servanda::spif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda::spif;
  const auto documents = documents_of({reinterpret_cast<const char*>(data), size});
  static const std::string kOurs = aid_policy_xml(std::vector<std::string>{"AVL", "B"});
  PolicySet policies;
  CHECK(policies.add(kOurs));
  for (const std::string_view document : documents) static_cast<void>(policies.add(document).has_value());
  check_decisions(policies, documents);
  for (const std::string_view document : documents) check_own(document);
  return 0;
}
