#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "views/figure_phrases.h"

namespace servanda {

// What one number of a sentence is: a claim of its own, a part or the whole of another, a price, a rate, a change.
class NumberTests : protected FigurePhrases {
 protected:
  using FigurePhrases::FigurePhrases;

  bool skipped(const SpokenNumber& number) const;
  // "has not delivered any of its 30 F-16s": that none came is the claim, not that fewer than 30 did.
  bool none_of_them(const SpokenNumber& number) const;
  // "It pledged 120 million euros. In 2030 it paid 60 million.": money, in the currency that was spoken of last.
  bool is_bare_money(const SpokenNumber& number) const;
  // "orders worth 30 million dollars, Aurobindo has orders worth 79 million"
  bool worth_million(const SpokenNumber& number) const;
  // "well above the 40 billion that had been set": of another.
  bool is_beyond(const SpokenNumber& number) const;
  bool left_bare(const SpokenNumber& number) const;
  // "six were handed over, and since December 20,000 helmets have been in the hands of": no stage of the helmets.
  bool verb_elsewhere(const SpokenNumber& number, const SpokenStage& stage) const;
  // "35 billion euros, compared with 50 billion in 2024": of the same money.
  bool compared_with(const SpokenNumber& number) const;
  // "cut its grant by 7 million to 38 million"
  bool changed_by(const SpokenNumber& number) const;
  bool so_many_more(const SpokenNumber& number) const;
  // "50 more trucks": not "15 fewer than promised".
  bool counts_more(const SpokenNumber& number) const;
  // "3.4 percent of GDP, second only to Poland with 4.1 percent"
  bool output_meant(const SpokenNumber& number) const;
  // "a million shells … half of that", "half of the 660 generators": a number of the same things.
  std::optional<SpokenNumber> part_of_number(const SpokenNumber& share) const;
  // "all 600 terminals promised in April had been handed over": what is said of them is the last verb.
  std::optional<SpokenStage> main_stage(const SpokenNumber& number) const;
  // "announced on 11 April that it would give 11 billion": what was announced that day.
  std::optional<SpokenStage> undertaken_to(const SpokenStage& stage, std::size_t number) const;
  std::optional<SpokenStage> announcement_of(const SpokenStage& stage, std::size_t number) const;
  // "500,000 of the million shells it had promised": what was promised is the million.
  bool is_part(const SpokenNumber& number) const;
  bool of_whole(const SpokenNumber& number, const SpokenStage& stage) const;
  std::size_t before_article(std::size_t at) const;
  // "Of 80 trucks, Dorvale has delivered 27": nothing is said of the 80.
  bool of_whole_in_front(const SpokenNumber& number) const;
  // "Of the exceptional assistance of 2022, 6 billion euros had come": of a sum that has no number here.
  bool of_a_sum_told_by_name(const SpokenNumber& number) const;
  // "half of the 660", "none of the 30"
  bool of_some(std::size_t at) const;
  // "487 of the 660 generators that it promised": the 660.
  bool whole_of_part(const SpokenNumber& number) const;
  // "200 million of its 500 million euro loan": the 500.
  bool owned_promise(const SpokenNumber& number) const;
  std::optional<SpokenStage> stage_behind(std::size_t at) const;
  // "11 billion, of which 4 billion are meant for 2025"
  bool part_untold(const SpokenNumber& number) const;
  // "has paid 200 million of its 500 million loan"
  bool part_of_one(const SpokenNumber& number) const;
  // "its loan of 500 million", "a 5 million grant", of a donor that has several.
  bool one_loan(const Figure& figure, const SpokenNumber& number) const;
  // "a field module costs 850,000 euros", "4,000 euros apiece"
  bool speaks_of_price(std::size_t at) const;
  // "and a bus 158,000", behind what costs something
  bool priced(const SpokenNumber& number) const;
  bool is_price(const SpokenNumber& number) const;
  // "two instalments of 80 million"
  bool of_lots(const SpokenNumber& number) const;
  // "62 million euros a month", "36,000 rounds per month"
  bool is_rate(const SpokenNumber& number) const;
  std::vector<SpokenStage> stages_behind(std::size_t first) const;
  bool two_stages_behind(const SpokenNumber& number) const;

  std::set<std::size_t> consumed_;  // numbers that a comparison has read
};

}  // namespace servanda
