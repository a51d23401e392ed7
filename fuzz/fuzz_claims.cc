// A plain text: its sentences lie inside it and in order, its claims are checked against a small book, and each binding that
// is proposed is one that can be read.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "exchange/folder.h"
#include "views/claims.h"

namespace servanda {
namespace {

// Made once; never changed by a check.
const History& small_book() {
  static const History& made = []() -> const History& {
    auto* history = new History;
    Diagnostics diagnostics;
    const auto table = [&](Table name, std::string_view text) { read_table(name, text, ',', "input", *history, diagnostics); };
    table(Table::programme, "id,name,recipients,reporting_currency,report_date\nprogramme,T,UA,EUR,2025-06-25\n");
    table(Table::parties, "id,name,kind,country\nDE,Germany,government,DE\nUA,Ukraine,government,UA\n");
    table(Table::sources, "id,publisher,date,reliability\nS,Ministry,2025-01-01,A\n");
    table(Table::items, "code,name,category,unit\nTANK,Leopard tank,tank,vehicle\n");
    table(Table::pledges, "id,donors,recipient,date,amount,currency,source\nP,DE,UA,2025-02-01,2000000000,EUR,S\n");
    table(Table::offices, "person,office,party,from,source\nJane Doe,Chancellor of Germany,DE,2024-01-01,S\n");
    CHECK(diagnostics.ok());
    return *history;
  }();
  return made;
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  constexpr std::size_t kMostBytes = 4096;
  const std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kMostBytes));
  const char* last = text.data();
  for (const Sentence& sentence : split_sentences(text)) {
    CHECK(sentence.text.data() >= last && sentence.text.data() + sentence.text.size() <= text.data() + text.size());
    last = sentence.text.data() + sentence.text.size();
  }
  const auto snapshot = Snapshot::make(small_book(), {});
  CHECK(snapshot);
  const auto result = check_text(*snapshot, text, {});
  if (!result) return 0;
  for (const FoundClaim& found : result->claims) {
    CHECK((found.confidence > 0) == found.missing.empty());
    if (found.confidence > 0) CHECK(parse_binding(found.result.claim.binding));
  }
  return 0;
}
