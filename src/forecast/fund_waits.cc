#include "forecast/fund_waits.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/calendar_month.h"
#include "forecast/link_ways.h"
#include "forecast/random.h"
#include "network/cargo.h"

namespace servanda {
namespace {

constexpr Certainty kSure{"", 100, {100, 0, 0, 0}};
constexpr std::uint32_t kComes = 0, kSlips = 1;  // what is drawn of a number

Day months_later(Day day, int months) {
  const std::chrono::year_month_day from(day);
  const std::chrono::year_month month = from.year() / from.month() + std::chrono::months(months);
  const std::chrono::year_month_day last(month / std::chrono::last);
  return Day(month / std::min(from.day(), last.day()));
}

}  // namespace

class FundWaits::Reader {
  using Names = std::set<std::string, std::less<>>;

  struct Numbers {
    std::map<std::string, std::uint32_t, std::less<>> by_name;
    void add(const Names& names) {
      for (const std::string& name : names) by_name.try_emplace(name, static_cast<std::uint32_t>(by_name.size()));
    }
  };

 public:
  Reader(const Snapshot& snapshot, const ShipmentLog& log) : snapshot_(snapshot), log_(log), ways_(snapshot) {}

  FundWaits read() {
    if (!anything_to_come()) return {};
    const auto cargoes = cargoes_of(snapshot_);
    if (!cargoes) return {};  // no consignments
    number();
    for (std::size_t i = 0; i < log_.shipments.size(); ++i)
      if (log_.shipments[i].open()) places_.emplace(log_.shipments[i].id, i);
    for (const Cargo& cargo : cargoes->cargoes) take(cargo.consignment, cargo.read);
    for (const Unplanned& cargo : cargoes->unplanned) take(cargo.consignment, cargo.read);
    std::ranges::sort(out_.waits_, {}, &Wait::shipment);
    return std::move(out_);
  }

 private:
  using Read = std::vector<std::pair<Table, RowIndex>>;

  bool to_come(Row<Table::funds> fund) const {
    const auto date = fund.date<"date">();
    return date && date->last() > snapshot_.as_known();
  }
  bool anything_to_come() const {
    if (snapshot_.count(Table::funding) == 0) return false;
    for (const auto row : snapshot_.rows<Table::funds>())
      if (to_come(row)) return true;
    return false;
  }

  void number() {
    const auto add = [&](const Snapshot& snapshot) {
      Names funds, donors;
      for (const auto row : snapshot.rows<Table::funds>()) funds.emplace(row.name()), donors.emplace(row.text<"donor">());
      fund_numbers_.add(funds);
      donor_numbers_.add(donors);
    };
    SnapshotOptions options = snapshot_.options();
    options.scenario = nullptr;
    if (snapshot_.options().scenario != nullptr)
      if (const auto base = Snapshot::make(snapshot_.history(), options)) add(*base);
    add(snapshot_);
  }

  bool under_way(const Read& read) const {
    return std::ranges::any_of(read, [&](const auto& fact) {
      if (fact.first != Table::events) return false;
      const Row<Table::events> event(snapshot_, fact.second);
      const auto stage = event.code<"stage", Stage>();
      return event.code<"classifier", Classifier>() == Classifier::actual && stage && *stage >= Stage::ready && *stage <= Stage::verified;
    });
  }

  void take(const std::string& consignment, const Read& read) {
    const auto place = places_.find(consignment);
    if (place == places_.end() || under_way(read)) return;
    Wait wait{place->second, {}, 0};
    for (const auto& [table, row] : read)
      if (table == Table::funds)
        if (const Row<Table::funds> fund(snapshot_, row); to_come(fund)) wait.funds.push_back(fund_of(fund));
    if (wait.funds.empty()) return;
    if (log_.stage >= Stage::confirmed && log_.stage <= Stage::verified)
      if (const auto row = snapshot_.find<Table::consignments>(consignment))
        wait.travel = ways_.between(row->text<"origin">(), row->text<"destination">()).value_or(0);
    out_.waits_.push_back(std::move(wait));
    places_.erase(place);  // once
  }

  std::size_t fund_of(Row<Table::funds> row) {
    const auto [at, fresh] = fund_places_.try_emplace(row.index(), out_.funds_.size());
    if (!fresh) return at->second;
    Fund fund;
    fund.id = row.name();
    fund.number = fund_numbers_.by_name.at(fund.id);
    fund.donor = donor_of(std::string(row.text<"donor">()));
    fund.certainty = &certainty_of(row.text<"certainty">());
    const auto until = row.date<"spend_until">();
    for (std::size_t step = 0; step < kLateMonths.size(); ++step) {
      const Day day = months_later(row.date<"date">()->last(), kLateMonths[step]);
      const bool of_use = !until || calendar_month(day) <= calendar_month(until->last());
      fund.there[step] = of_use ? day_number(day) - log_.as_known : kLapses;
    }
    out_.funds_.push_back(std::move(fund));
    return at->second;
  }

  std::size_t donor_of(const std::string& name) {
    const auto [at, fresh] = donor_places_.try_emplace(name, out_.donors_.size());
    if (fresh) out_.donors_.push_back({donor_numbers_.by_name.at(name), {}});
    return at->second;
  }

  const Snapshot& snapshot_;
  const ShipmentLog& log_;
  LinkWays ways_;
  Numbers fund_numbers_, donor_numbers_;
  std::map<std::string, std::size_t, std::less<>> places_;  // of open consignments
  std::map<RowIndex, std::size_t> fund_places_;
  std::map<std::string, std::size_t> donor_places_;
  FundWaits out_;
};

FundWaits FundWaits::read(const Snapshot& snapshot, const ShipmentLog& log) { return Reader(snapshot, log).read(); }

std::int64_t FundWaits::waiting_for(std::size_t fund) const {
  return std::ranges::count_if(waits_, [&](const Wait& wait) { return std::ranges::find(wait.funds, fund) != wait.funds.end(); });
}

const FundWaits::Fund& FundWaits::least_sure(const Wait& wait) const {
  const auto doubt = [&](std::size_t fund) { return std::pair(-funds_[fund].certainty->percent, funds_[fund].there.front()); };
  return funds_[*std::ranges::max_element(wait.funds, {}, doubt)];
}

std::vector<DayNumber> FundWaits::starts(const CommonPoints& points, std::uint64_t seed, std::size_t future) const {
  const auto percentile = [&](const auto& of, std::uint32_t what) {
    const double uniform = of.dimension ? points.at(future, *of.dimension)
                                        : unit_interval(draws(seed, Stream::fund, static_cast<std::uint32_t>(future), of.number, what)[0]);
    return static_cast<int>(uniform * 100);
  };
  std::vector<int> slips;
  for (const Donor& donor : donors_) slips.push_back(percentile(donor, kSlips));
  std::vector<DayNumber> there;
  for (const Fund& fund : funds_) {
    const bool comes = percentile(fund, kComes) < fund.certainty->percent;
    there.push_back(comes ? fund.there[late_step(*fund.certainty, slips[fund.donor])] : kLapses);
  }
  std::vector<DayNumber> out;
  for (const Wait& wait : waits_) {
    DayNumber start = there[wait.funds.front()];
    for (const std::size_t fund : wait.funds) start = std::max(start, there[fund]);
    out.push_back(start);
  }
  return out;
}

FundWaits FundWaits::with_sure(std::size_t fund) const {
  FundWaits out = *this;
  out.funds_[fund].certainty = &kSure;
  return out;
}

std::vector<double> FundWaits::weights() const {
  std::vector<double> out, of_donor(donors_.size());
  for (std::size_t f = 0; f < funds_.size(); ++f) {
    const auto waiting = static_cast<double>(waiting_for(f));
    const double comes = funds_[f].certainty->percent / 100.0;
    const double on_time = funds_[f].certainty->late.front() / 100.0;
    out.push_back(waiting * comes * (1 - comes));
    of_donor[funds_[f].donor] += waiting * on_time * (1 - on_time);
  }
  out.insert(out.end(), of_donor.begin(), of_donor.end());
  return out;
}

std::vector<std::string> FundWaits::drawn_names() const {
  std::vector<std::string> out;
  for (const Fund& fund : funds_) out.push_back("fund " + fund.id);
  for (const Donor& donor : donors_) out.push_back("donor " + std::to_string(donor.number));
  return out;
}

void FundWaits::give_dimension(std::size_t drawn, std::size_t dimension) {
  (drawn < funds_.size() ? funds_[drawn].dimension : donors_[drawn - funds_.size()].dimension) = dimension;
}

void FundWaits::add_to(Sha256& sum) const {
  const auto add = [&sum](auto number) {
    const auto whole = static_cast<std::int64_t>(number);
    sum.add(std::span(reinterpret_cast<const std::uint8_t*>(&whole), sizeof whole));
  };
  const auto add_dimension = [&](const auto& of) { add(of.dimension ? static_cast<std::int64_t>(*of.dimension) : -1); };
  add(funds_.size()), add(donors_.size()), add(waits_.size());
  for (const Fund& fund : funds_) {
    add(fund.number), add(fund.donor), add(fund.certainty->percent), add_dimension(fund);
    for (const int percent : fund.certainty->late) add(percent);
    for (const DayNumber day : fund.there) add(day);
  }
  for (const Donor& donor : donors_) add(donor.number), add_dimension(donor);
  for (const Wait& wait : waits_) {
    add(wait.shipment), add(wait.travel), add(wait.funds.size());
    for (const std::size_t fund : wait.funds) add(fund);
  }
}

}  // namespace servanda
