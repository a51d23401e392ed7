#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace servanda {

// Closed word lists (LANGUAGE, INTERFACES). Each enumerator is spelled as on the wire; the name array stands in the
// same order, and a cell of a code column holds the enumerator's index.

enum class Stage : std::uint8_t {
  // goods
  pledged, allocated, contracted, ready, departed, arrived, handed_over, confirmed, verified,
  // money
  committed, disbursed, spent,
  // people
  enrolled, graduated,
  // a source says "delivered" and not where
  delivered_unspecified,
  // exits
  cancelled, withdrawn, lost, returned,
};
inline constexpr std::array<std::string_view, 19> kStageNames{
    "pledged",  "allocated", "contracted", "ready",     "departed",  "arrived",
    "handed_over", "confirmed", "verified", "committed", "disbursed", "spent",
    "enrolled", "graduated", "delivered_unspecified", "cancelled", "withdrawn", "lost", "returned"};

enum class Ladder : std::uint8_t { goods, money, people, none };

enum class Basis : std::uint8_t { stated, book, replacement, market, estimated };
inline constexpr std::array<std::string_view, 5> kBasisNames{"stated", "book", "replacement", "market", "estimated"};

enum class Instrument : std::uint8_t { grant, loan, guarantee, in_kind, not_reported };
inline constexpr std::array<std::string_view, 5> kInstrumentNames{"grant", "loan", "guarantee", "in_kind",
                                                                   "not_reported"};

enum class Qualifier : std::uint8_t { exact, approx, at_least, up_to };
inline constexpr std::array<std::string_view, 4> kQualifierNames{"exact", "approx", "at_least", "up_to"};

enum class Kind : std::uint8_t { military, financial, humanitarian, mixed };
inline constexpr std::array<std::string_view, 4> kKindNames{"military", "financial", "humanitarian", "mixed"};

enum class Classifier : std::uint8_t { planned, estimated, actual };
inline constexpr std::array<std::string_view, 3> kClassifierNames{"planned", "estimated", "actual"};

enum class ReportClassifier : std::uint8_t { planned, actual, claimed };
inline constexpr std::array<std::string_view, 3> kReportClassifierNames{"planned", "actual", "claimed"};

enum class Measure : std::uint8_t { level, flow, share, rate };
inline constexpr std::array<std::string_view, 4> kMeasureNames{"level", "flow", "share", "rate"};

enum class FundKind : std::uint8_t { appropriation, commitment, disbursement, expenditure };
inline constexpr std::array<std::string_view, 4> kFundKindNames{"appropriation", "commitment", "disbursement",
                                                                 "expenditure"};

enum class RelationKind : std::uint8_t { part_of, repeats, restates, replaces, conflicts_with };
inline constexpr std::array<std::string_view, 5> kRelationKindNames{"part_of", "repeats", "restates", "replaces",
                                                                     "conflicts_with"};

enum class Change : std::uint8_t { raised, cut, postponed, advanced, cancelled, withdrawn, replaced };
inline constexpr std::array<std::string_view, 7> kChangeNames{"raised",    "cut",       "postponed", "advanced",
                                                               "cancelled", "withdrawn", "replaced"};

enum class Condition : std::uint8_t { good, damaged, lost };
inline constexpr std::array<std::string_view, 3> kConditionNames{"good", "damaged", "lost"};

constexpr Ladder ladder_of(Stage stage) {
  if (stage <= Stage::verified) return Ladder::goods;
  if (stage <= Stage::spent) return Ladder::money;
  if (stage <= Stage::graduated) return Ladder::people;
  return Ladder::none;
}

constexpr bool is_exit(Stage stage) { return stage >= Stage::cancelled; }

inline constexpr std::string_view name_of(Stage stage) { return kStageNames[static_cast<std::size_t>(stage)]; }
inline constexpr std::string_view name_of(Basis basis) { return kBasisNames[static_cast<std::size_t>(basis)]; }
inline constexpr std::string_view name_of(Instrument instrument) {
  return kInstrumentNames[static_cast<std::size_t>(instrument)];
}
inline constexpr std::string_view name_of(Qualifier qualifier) {
  return kQualifierNames[static_cast<std::size_t>(qualifier)];
}
inline constexpr std::string_view name_of(Change change) { return kChangeNames[static_cast<std::size_t>(change)]; }

// A named rule that maps "delivered" to one stage (LANGUAGE, Definition of delivered).
struct DeliveredDefinition {
  std::string_view name;
  Stage stage;
};
inline constexpr std::array<DeliveredDefinition, 5> kDeliveredDefinitions{{{"left-origin", Stage::departed},
                                                                           {"reached-port", Stage::arrived},
                                                                           {"signed", Stage::handed_over},
                                                                           {"recipient-confirmed", Stage::confirmed},
                                                                           {"inventoried", Stage::verified}}};
std::optional<DeliveredDefinition> find_delivered_definition(std::string_view name);

}  // namespace servanda
