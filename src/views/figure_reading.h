#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "views/number_tests.h"
#include "views/series_index.h"

namespace servanda {

inline FigurePeriod year_period(int year) {
  const PartialDate date = PartialDate::of_year(std::chrono::year(year));
  return {date, date};
}

// Reads the figures of one sentence (views/figure_reader.h). Each kind of phrase has a file of its own.
class FigureReader : private NumberTests {
 public:
  FigureReader(const SentenceText& text, const ReadContext& before) : NumberTests(text, before) {}
  std::vector<ReadClaim> read();
  ReadContext context() const;

 private:
  void add(Figure figure, Claim claim, int confidence);
  void unbound(std::string missing) { out_.push_back({text_.claim(), 0, std::move(missing), {}}); }
  // What no reading may bind.
  void refuse(std::string missing) {
    refused_ = true;
    unbound(std::move(missing));
  }
  void assume(std::string what) { assumed_ += (assumed_.empty() ? "" : "; ") + std::move(what); }
  int doubt() const;
  bool thought_of();
  void one_or_series(const SpokenNumber& number);
  void one(const SpokenNumber& number);
  void amount(const SpokenNumber& number);
  std::optional<SpokenStage> stage_told(const SpokenNumber& number, Counted counts);
  // What is counted, or bought, and where; how much surer the reading is for it.
  int add_things(Figure& figure, const CountedThing& thing, const SpokenNumber& number, bool money) const;
  void settle_item(Figure& figure, std::string& unit);
  // The currency of "kroner", where the donor whose figure it is has one called so.
  std::string crowns_of_donor(const SpokenNumber& number) const;
  static FigureMeasure measure_of(const CountedThing& thing, bool money);
  int assume_all_time(std::size_t verb);
  int assume_of(const CountedThing& thing);
  int assume_of(const SpokenNumber& number);
  // True, with the reason said, where a number is none of what was promised or has come.
  bool no_amount(const SpokenNumber& number, const std::optional<SpokenStage>& stage, bool money);
  bool of_whole_clause(const SpokenNumber& number, const SpokenStage& stage) const;
  // "gave 500 million in humanitarian aid": aid as a whole is what was pledged.
  bool aid_given(const SpokenStage& stage);
  std::string unit_counted(const CountedThing& thing) const;
  // "gave 80 million euros in budget support": money of this kind is delivered by being paid.
  static bool is_paid(const Figure& figure);
  FigureField item_or_category(const std::string& id) const;
  // "500 are still missing", "withdrew its pledge of 60 trucks": a number, and not of what is there or was promised.
  bool untold(const SpokenNumber& number);
  std::string course_of(const CountedThing& thing, const SpokenNumber& number) const;
  std::optional<SpokenStage> course_done(const SpokenNumber& number) const;
  // "last autumn", "by next spring": when it is, nobody says.
  bool of_a_season() const;
  // False, with the reason said, where the text's period cannot be a figure's.
  bool set_period(Figure& figure, std::size_t at, int& confidence, std::optional<std::size_t> verb = {});
  // "has not yet sent the 100,000 drones it promised in June"
  bool promised_between(std::size_t at, std::size_t period) const;
  // "the trucks ordered by Avelmark will not arrive before October": October is not of the order.
  bool another_verb(std::size_t verb, std::size_t period) const;
  const SpokenPeriod* period_of_verb(std::size_t verb, std::size_t number) const;
  // Whether a verb behind a word is a present perfect that begins behind it.
  bool perfect_behind(std::size_t first, std::size_t verb) const;
  bool at_the_end(const SpokenPeriod& period) const;
  // Of "from 2.3 billion in 2023 to 4.5 billion in 2025" each its own; empty where the text does not name it.
  std::optional<FigurePeriod> period_of_change(const SentenceText::Change& change, const SpokenNumber& number) const;
  // "800 promised for the end of September"
  bool promised_for(std::size_t at) const;
  void number_claim(Figure figure, const SpokenNumber& number, std::string unit, int confidence, bool denied);

  // ---- what a clause takes from the sentences before it (figure_context.cc)
  std::string currency_of(const SpokenNumber& number);
  // Says what is taken from a sentence before, and how much less sure the reading is for it.
  void take(std::string what, int confidence);
  // The sum on which the number's clause leans, if any.
  void find_sum(const SpokenNumber& number);
  bool share_of_another(const SpokenNumber& number) const;
  // "the previous one, announced in May, came to 4 billion": the like of the sum, of another day.
  bool another_one(const SpokenNumber& number) const;
  // "London's part of that", "another 60 followed": the stage of the figure before.
  std::optional<SpokenStage> stage_of_before(const SpokenNumber& number, bool money) const;
  void take_fields(Figure& figure);
  void take_period(Figure& figure);
  void narrow_to_promise(Figure& figure) const;
  // "two instalments of 80 million, one in November and one in May": a figure for each. False where it is not so.
  bool lots(const SpokenNumber& number);
  // "The third was paid last week": another of those that the sentence before told apart.
  void next_lot();
  bool additional(Figure& figure, const SpokenNumber& number);
  bool of_the_voice(const std::string& item) const;
  // "So far 540 modules have been handed over", behind a sentence of one donor that does not speak of modules.
  bool of_nobody(std::size_t at) const;
  bool tied() const;
  bool speaks_of_one_before() const;
  bool named_long_ago() const;
  bool untied(const Figure& figure);

  // ---- whose figure it is (figure_whose.cc)
  // Whose money, of which kind, instrument and form. Empty, with the reason said, where it cannot be told.
  std::optional<int> conditions(Figure& figure, std::size_t at, bool money);
  bool of_one_announcement(std::size_t at) const;
  // "on its own", of a donor that gives with others too.
  bool alone(const Whose& whose, std::size_t at) const;
  // In a programme with several receivers: the one that the text names.
  bool add_receiver(Figure& figure, std::size_t at, int& confidence);
  // Money "to the Drone Coalition": a part of what the book has, and no figure can name it.
  bool strange_receiver(const SpokenNumber& number);
  // "The Assembly pledged": somebody does it whom the book does not know.
  bool strange_donor(const SpokenStage& stage);
  // Money "under the Ukraine Facility": a part of what the book has, and no figure can name it.
  bool strange_programme(const SpokenNumber& number);
  // The one promise, or those of one donor and day, that the book has under this name: "Ukraine Facility: …".
  std::optional<Row<Table::pledges>> promise_called(std::string_view name) const;

  // ---- "not a single one", "all of them" (figure_none.cc)
  // "not a single tank has arrived", "has yet to deliver a single F-16", "no trucks were delivered", "none of the 60
  // trucks".
  void not_a_single();
  // "No donor has delivered any": of all; not "no other donor".
  bool no_donor(std::size_t verb) const;
  // "promised 31 tanks and all have arrived", "has delivered all of them": as many as were promised.
  void all_came();
  std::optional<SpokenStage> done_to_all(const SpokenNumber& number) const;
  // "All of them have arrived", behind a sentence of one promise: that number.
  void all_of_before();
  std::optional<std::pair<SpokenStage, std::size_t>> all_done(std::size_t from, bool money) const;
  void all_claim(const SpokenNumber& number, const std::string& item, const SpokenStage& stage, std::size_t at);
  // "thirty F-16s …, not one has arrived", "none have come"
  bool nothing_came(std::size_t at);
  // Of "promised by Belgium has been delivered".
  std::optional<SpokenStage> last_stage() const;
  // "Of the 150 pumps promised last year, nothing has come", where the donor has promised pumps in other years too: no figure
  // tells the one promise from the others.
  bool one_of_several_promises(const Figure& figure, std::size_t at) const;
  void none_claim(const CountedThing& thing, const SpokenStage& stage, std::size_t at);

  // ---- what sources state about a series: "grid capacity … 548 MW", "Operation Interflex … 50,000 soldiers" (figure_series.cc)
  SeriesQuery series_query(const SpokenNumber& number) const;
  std::set<std::string> units_of_series(const SpokenNumber& number, const CountedThing& thing) const;
  std::optional<SeriesFit> series_meant(const SeriesQuery& query, int enough, std::string& missing) const;
  void series_claim(const SeriesFit& fit, const SpokenNumber& number, int confidence);
  bool series(const SpokenNumber& number, const CountedThing& thing);
  bool series_left(const SpokenNumber& number);
  bool is_source(const NamedThing& thing) const;
  bool speaks_of_cost() const;
  // "It cost 72 million", behind a sentence of a project.
  bool cost_of_before(const SpokenNumber& number);
  bool of_project(std::string_view id) const;
  // "up to 50 billion": no level that was reached.
  bool only_up_to(const SpokenNumber& number) const;
  // "The register showed 548", behind a sentence of a series.
  bool series_of_before(const SpokenNumber& number);
  static std::vector<Word> words_of_unit(std::string_view unit);
  // "megawatts" and "MW"
  static std::string unit_word(std::string_view said);
  static bool counts_unit(std::string_view unit, std::string_view said);
  static bool counts_people(std::string_view unit);

  // ---- shares of output (figure_output.cc)
  // "Denmark gave 2 % of its GDP"
  void share_of_output(const SpokenNumber& number);
  bool on_defence(const SpokenNumber& number) const;
  // "Latvia managed 3.3 percent, Estonia 3.4", "Canada, at 1.73": behind a sentence or a number of the same shares.
  bool defence_of_before(const SpokenNumber& number) const;
  std::string donor_beside(const SpokenNumber& number) const;
  bool share_planned(const SpokenNumber& number) const;
  // What is spent on defence is no aid: only sources that state the share tell of it.
  void defence_share(const SpokenNumber& number);

  // ---- shares of one figure in another (figure_shares.cc)
  void share_of_whole(const SpokenNumber& number);
  // "HIV tests accounted for 11 percent of the value of all goods received", "Hyrland gave two thirds of all trucks": the part
  // of one donor, category, supplier or receiver in the whole. False where it is no such share.
  bool part_of_all(const SpokenNumber& number);
  // "has delivered 500, which is half of the number that it promised"
  bool part_of_promise(const SpokenNumber& number);
  // "45 million euros, half of …", "or four fifths of …": of the number before.
  bool in_apposition(const SpokenNumber& number) const;
  const SpokenPeriod* period_behind(std::size_t at) const;

  // ---- comparisons of two years, or of two donors, (figure_comparisons.cc)
  // How much more or less: "rose by 12 per cent", "a quarter lower", "doubled", "three times as much".
  struct Change {
    Wide percent;  // of growth, or of the whole: 200 is twice
    bool of_whole = false;
    const SpokenNumber* number = nullptr;  // empty: the word is the number
    const Reading* reading = nullptr;
    std::size_t at = 0;
  };
  std::optional<Change> change() const;
  // The phrase in front of a multiple: "nearly doubled", "more than twice as much".
  const Reading* reading_before(std::size_t at) const;
  int direction_of(const SpokenNumber& number) const;
  bool comparison();
  // "This is a drop of more than 40 percent", behind a sentence of two years.
  bool change_of_before(const Change& change);
  // False, with the reason said, where the text leaves open what is compared.
  bool comparable(const SpokenStage& stage);
  // The item that is compared, if the sentence names just one.
  CountedThing thing_compared() const;
  // "twice as much as Spain"
  bool between_donors(const Change& change, const Figure& figure, int confidence);
  // "than Spain", "as much as Spain", "twice what Spain promised"; not ", as Norway had done".
  bool compared_with_name(const NamedThing& thing) const;
  // "than France and Italy combined": both.
  std::string joined_with(const NamedThing& thing) const;
  void between_years(const Change& change, const Figure& figure, int confidence);
  void share_claim(const Change& change, Figure part, Figure whole, int confidence);
  void change_claim(const Change& change, Figure figure, Wide percent, int confidence);
  // "fell by more than 20 %": by less than -20.
  static std::string_view mirrored(const Reading& reading);
  // The earlier and the later of two periods. The one behind "than", "from", "since" is compared with; where it stands
  // alone, with this year; where none stands so, with the year before.
  std::optional<std::pair<FigurePeriod, FigurePeriod>> compared_periods(int& confidence);
  static FigurePeriod whole_period(const SpokenPeriod& period);
  bool reference(const SpokenPeriod& period) const;
  // "gave more than Elmorra in 2029", "less than any other"
  bool donors_without_number();
  // "more than those to Uganda", in a programme with several receivers
  bool compared_receiver(std::size_t than) const;
  void compare_donors(std::size_t at, bool more);
  // "Aid fell from 2023 to 2024"
  void change_without_number();

  // ---- who comes first, second or third (figure_ranks.cc)
  struct SpokenRank {
    int place;
    std::size_t first;  // words of the text: [first, last)
    std::size_t last;
    bool receiver;
    bool lender;
  };
  // False where the sentence speaks of no place.
  bool rank();
  std::optional<SpokenRank> superlative() const;
  std::string placed(const SpokenRank& rank) const;
  std::string strange_behind(std::size_t at) const;
  bool place_of_what(Figure& figure, const SpokenRank& rank) const;
  bool place_of_most();
  std::size_t more_than(std::size_t more) const;
  bool nobody_more(std::size_t more) const;
  void place_claim(Figure figure, const SpokenRank& rank);
  // "the smallest donor", "the main donors": a place that no figure tells.
  void untold_rank();

  // ---- what is needed, and what it costs (figure_needs.cc)
  bool need(const SpokenNumber& number);
  // "wants to reach 800 by the end of September": a target of the book. False where the text or the book has none.
  bool goal(const SpokenNumber& number);
  bool goal_of_before(const Row<Table::targets>& target, const SpokenNumber& number, const CountedThing& thing) const;
  bool goal_said(const SpokenNumber& number) const;
  bool aims(const SpokenNumber& number) const;
  bool meant_by(const Row<Table::targets>& target, const SpokenNumber& number, const CountedThing& thing) const;
  bool united_nations(const NamedThing& thing) const;
  std::string no_need(const SpokenNumber& number) const;
  std::string category_needed(std::size_t first, std::size_t last) const;
  bool more_of_it(const SpokenNumber& number) const;
  void price(const SpokenNumber& number);

  bool refused_ = false;            // of the number that is being read
  std::string assumed_;             // of the figure that is being read
  std::size_t at_ = 0;              // its number, or the word that stands for one
  std::size_t passed_ = 0;          // where the verb of the number stands, if a promise stands in between
  std::optional<std::pair<SpokenNumber, std::string>> promised_;  // the last number of an item that was promised
  std::string last_currency_;       // of the number before
  std::optional<Row<Table::pledges>> programme_;  // that the number's clause names
  const SpokenSum* sum_ = nullptr;  // of the sentence before, on which the number's clause leans
  std::optional<FigurePeriod> lot_;  // the period of the one that is being read
  int taken_ = 0;                   // how much less sure the reading is for what it takes from the sentence before
  std::optional<Figure> last_figure_;  // that was read
  std::vector<ReadClaim> out_;
};

}  // namespace servanda
