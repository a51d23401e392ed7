#include "made_answers.h"

#include <array>
#include <cstdio>

#include "base/check.h"
#include "base/partial_date.h"

namespace servanda::bench {
namespace {

constexpr std::uint32_t kSuppliers = 40;
constexpr std::uint32_t kSites = 30;

// A number below `bound` that depends on nothing but what is asked.
std::uint32_t roll(std::uint64_t state, std::uint32_t bound) {
  state += 0x9E3779B97F4A7C15U;
  state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9U;
  state = (state ^ state >> 27) * 0x94D049BB133111EBU;
  return static_cast<std::uint32_t>((state ^ state >> 31) % bound);
}

std::string id(const char* letters, std::uint32_t number) {
  std::array<char, 24> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%s%05u", letters, number);
  return buffer.data();
}
std::string whole(std::uint64_t value) { return std::to_string(value); }
std::string day_text(std::int32_t day) { return to_string(Day(std::chrono::days(day))); }
std::string month_text(std::uint32_t month) {  // from January of the first year
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04u-%02u", MadeAnswers::kFirstYear + month / 12, month % 12 + 1);
  return buffer.data();
}
std::string donor_of(std::uint32_t number) { return MadeProgramme::donor(number % MadeProgramme::kDonors); }
constexpr std::uint32_t kMonths = (MadeAnswers::kLastYear - MadeAnswers::kFirstYear + 1) * 12;

using Cells = std::map<std::string_view, std::string>;

class AnswerMaker {
 public:
  AnswerMaker(std::uint32_t scale, Sequence first, const std::function<void(const MadeEntry&)>& visit)
      : scale_(scale), sequence_(first), visit_(visit) {}

  void make() {
    parties();
    money();
    industry();
    pipelines();
    texts();
    claims();
  }

 private:
  std::uint32_t of(std::uint32_t number) const { return std::max(1U, number / scale_); }

  // Known on the day that is given, else somewhere in the years.
  void add(Table table, Cells cells, std::uint64_t salt, std::int32_t known = 0) {
    MadeEntry entry;
    entry.sequence = sequence_++;
    entry.table = table;
    entry.known_day = known != 0 ? known : MadeProgramme::kFirstDay + static_cast<std::int32_t>(roll(salt << 8 | static_cast<std::uint64_t>(table), 2400));
    cells["known_date"] = day_text(entry.known_day);
    cells.try_emplace("source", id("S0", roll(salt * 7 + 1, 200)));
    for (const Column& column : schema_of(table).columns)
      if (const auto cell = cells.find(column.name); cell != cells.end()) entry.fields.emplace_back(column.name, cell->second);
    visit_(entry);
  }

  void parties() {
    for (std::uint32_t n = 0; n < MadeProgramme::kDonors; ++n) {
      add(Table::parties, {{"id", donor_of(n)}, {"name", "Country " + whole(n)}, {"kind", "government"}}, n);
      add(Table::memberships, {{"party", donor_of(n)}, {"group", n % 2 == 0 ? "even" : "odd"}, {"from", "2000"}}, n);
      for (int year = MadeAnswers::kFirstYear; year <= MadeAnswers::kLastYear; ++year)
        add(Table::economy,
            {{"country", donor_of(n)}, {"year", whole(static_cast<std::uint64_t>(year))}, {"vintage", "V1"}, {"gdp", whole(100'000 + n * 10'000)},
             {"currency", "EUR"}, {"defence_core", whole(1'000 + n * 100 + static_cast<std::uint32_t>(year - MadeAnswers::kFirstYear) * 10)}, {"population", whole(1'000'000 + n)}},
            n * 100U + static_cast<std::uint32_t>(year));
    }
    for (std::uint32_t n = 0; n < kSuppliers; ++n)
      add(Table::parties, {{"id", id("X", n)}, {"name", "Works " + whole(n)}, {"kind", "supplier"}, {"country", n % 2 == 0 ? "XA" : "XB"}}, 1000 + n);
  }

  void money() {
    constexpr std::array<const char*, 4> kKinds{"appropriation", "commitment", "disbursement", "expenditure"};
    for (std::uint32_t n = 0; n < of(20'000); ++n)
      add(Table::funds, {{"id", id("F", n)}, {"donor", donor_of(n)}, {"kind", kKinds[n / MadeProgramme::kDonors % 4]}, {"purpose", n % 3 == 0 ? "any" : "K" + whole(n % 10)},
                         {"date", month_text(roll(n * 3, kMonths)) + "-10"}, {"amount", whole(1'000 + roll(n, 100'000))}, {"currency", "EUR"}, {"certainty", "firm"}}, n);
    for (std::uint32_t n = 0; n < of(20'000); ++n)
      add(Table::needs, {{"id", id("N1", n)}, {"category", "K" + whole(n % 10)}, {"amount", whole(1'000 + roll(n, 50'000))}, {"currency", "EUR"},
                         {"month", month_text(roll(n * 5, kMonths))}, {"priority", whole(1 + n % 4)}}, n);
  }

  void industry() {
    for (std::uint32_t site = 0; site < kSites; ++site) {
      for (std::uint32_t month = 0; month < kMonths; ++month)
        for (const char* classifier : {"announced", "actual"})
          add(Table::ramps, {{"place", id("N0", site)}, {"month", month_text(month)}, {"capacity", whole(10 + month + site)}, {"unit", id("I0", site) + "/month"}, {"classifier", classifier}},
              site * 1000U + month * 2U + (classifier[1] == 'n' ? 0U : 1U));
    }
    for (std::uint32_t n = 0; n < of(10'000); ++n) {
      add(Table::contracts, {{"id", id("K", n)}, {"supplier", id("X", n % kSuppliers)}, {"site", id("N0", n % kSites)}, {"date", month_text(roll(n * 11, kMonths)) + "-05"},
                             {"amount", whole(100 * (1 + roll(n, 1000)))}, {"currency", "EUR"}}, n);
      add(Table::lines, {{"of_kind", "contract"}, {"of", id("K", n)}, {"item", id("I0", n % kSites)}, {"quantity", "100"}, {"amount", whole(100 * (1 + roll(n, 1000)))}, {"currency", "EUR"}}, 50'000 + n);
    }
    for (std::uint32_t n = 0; n < of(15'000); ++n)
      add(Table::reports, {{"id", id("R", n)}, {"series", "SERIES-" + whole(n % 300)}, {"measure", "rate"}, {"value", whole(10 + n)}, {"unit", "shell/month"},
                           {"date", month_text(roll(n * 13, kMonths))}, {"classifier", n % 3 == 0 ? "planned" : "actual"}, {"due", month_text(roll(n * 17, kMonths))}}, n);
  }

  void pipelines() {
    for (std::uint32_t n = 0; n < 50; ++n)
      add(Table::courses, {{"id", id("C0", n)}, {"name", "Course " + whole(n)}, {"intake", "40"}, {"seats", "50"}, {"weeks", "10"}, {"dropout", "0.05"}}, n, MadeProgramme::kFirstDay);
    for (std::uint32_t n = 0; n < of(5'000); ++n) {
      const auto day = MadeProgramme::kFirstDay + static_cast<std::int32_t>(n / 100 * 46 + roll(n * 19, 40));
      add(Table::events, {{"of_kind", "course"}, {"of", id("C0", n % 50)}, {"stage", n / 50 % 2 == 0 ? "enrolled" : "graduated"}, {"classifier", "actual"},
                          {"date", day_text(day)}, {"quantity", whole(20 + n % 20)}}, 900'000 + n, day + 15);
    }
    for (std::uint32_t n = 0; n < of(500); ++n)
      add(Table::projects, {{"id", id("J", n)}, {"name", "Project " + whole(n)}, {"planned_start", month_text(n % 40)}, {"planned_end", month_text(20 + n % 60)}, {"budget", whole(1'000'000 + n)}, {"currency", "EUR"}, {"share_done", "0.5"}}, n);
  }

  void texts() {
    for (std::uint32_t n = 0; n < of(200); ++n)
      add(Table::documents, {{"id", id("D1", n)}, {"title", "Text " + whole(n)}, {"date", month_text(n % kMonths) + "-20"}, {"completeness", "outline"}}, n);
    for (std::uint32_t n = 0; n < of(5'000); ++n)
      add(Table::document_facts, {{"document", id("D1", n % of(200))}, {"term", "term " + whole(n / of(200) * 7 % 50)}, {"presence", n % 5 == 0 ? "absent" : "present"}, {"paragraph", whole(n)}}, n);
    for (std::uint32_t n = 0; n < of(500); ++n)
      add(Table::happenings, {{"id", id("H", n)}, {"what", "meeting " + whole(n)}, {"place", "Town " + whole(n % 20)}, {"from", month_text(n % kMonths) + "-11"}}, n);
  }

  void claims() {
    for (std::uint32_t n = 0; n < MadeAnswers::kStatements; ++n) {
      const std::string figure = "value @ pledged where donor=" + donor_of(n) + " in " + whole(2022 + n % 4);
      add(Table::statements, {{"id", id("ST", n)}, {"speaker", "Somebody"}, {"date", month_text(12 + n)}, {"claim", "They pledged one million."}, {"binding", figure}, {"comparison", "exact"}, {"value", "1000000"}, {"unit", "EUR"}}, n);
      add(Table::targets, {{"id", id("T", n)}, {"figure", figure}, {"value", "1000000000"}, {"by", whole(2022 + n % 4)}}, n);
    }
    for (std::uint32_t n = 0; n < of(1'000); ++n)
      add(Table::relations, {{"from_kind", "report"}, {"from", id("R", 2 * n)}, {"kind", "conflicts_with"}, {"to_kind", "report"}, {"to", id("R", 2 * n + 1)}}, n);
  }

  std::uint32_t scale_;
  Sequence sequence_;
  const std::function<void(const MadeEntry&)>& visit_;
};

}  // namespace

void MadeAnswers::each(Sequence first, const std::function<void(const MadeEntry&)>& visit) const { AnswerMaker(scale_, first, visit).make(); }

}  // namespace servanda::bench
