#include "replayed.h"

#include <string>

#include "base/check.h"
#include "book/payload.h"

namespace servanda {

void check_replays(const History& history) {
  History again;
  for (Sequence sequence = 1; sequence <= history.size(); ++sequence) {
    const History::Place place = history.find(sequence);
    const RowIndex before = history.predecessor(place.table, place.row);
    const Sequence predecessor = before == kNoRow ? 0 : history.sequence(place.table, before);
    std::string content;
    append_content(history, place.table, place.row, content);
    const std::string_view operation =
        kOperationNames[static_cast<std::size_t>(history.operation(place.table, place.row))];
    CHECK(replay(std::string(operation) + ' ' + std::to_string(predecessor) + '\n' + content, again));
    CHECK(again.size() == sequence);
    const History::Place copy = again.find(sequence);
    std::string copied;
    append_content(again, copy.table, copy.row, copied);
    CHECK(copied == content);
  }
}

}  // namespace servanda
