#include "forecast/delays.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace servanda {
namespace {

constexpr std::array kFrailties{Factor::donor,       Factor::supplier, Factor::origin,
                                Factor::destination, Factor::lead,     Factor::size};
constexpr std::array<double, 3> kAverage{1, 1, 1};  // odds
constexpr int kPasses = 4;
constexpr double kUnlikeliest = 2e-5;    // daily probabilities stay inside these
constexpr double kLikeliest = 0.985;
constexpr DayNumber kLongestFollowUp = 3650;
constexpr DayNumber kTailFrom = 15;  // lag from which on the late hazard is nearly level
constexpr double kTailDays = 30;     // days at risk that one arrival of pseudo exposure stands for there
constexpr double kExitsSeenBefore = 0.2;      // the built-in exit rate, and what it counts for
constexpr double kExitDaysBefore = 20'000;

// The built-in law, in force only where the book has no history: a third of what is still open arrives on its day, the
// rest trickles in. Numbers are round on purpose.
constexpr double built_in(std::size_t bin) {
  const DayNumber lag = kLagEdges[bin];
  if (lag < -60) return 0.0005;
  if (lag < -14) return 0.003;
  if (lag < 0) return 0.01;
  if (lag == 0) return 0.35;
  if (lag < 29) return 0.03;
  if (lag < 91) return 0.02;
  return lag < 366 ? 0.008 : 0.002;
}

double width(std::size_t bin) {
  constexpr double kWidest = 7;  // days of a wide bin that the pseudo exposure stands for
  if (bin + 1 == kLagBins || bin == 0) return kWidest;
  return std::min<double>(kWidest, kLagEdges[bin + 1] - kLagEdges[bin]);
}

double with_odds(double probability, double odds) {
  return odds * probability / (1 - probability + odds * probability);
}

}  // namespace

std::size_t lag_bin(DayNumber lag) {
  const auto after = std::ranges::upper_bound(kLagEdges, lag);
  return after == kLagEdges.begin() ? 0 : static_cast<std::size_t>(after - kLagEdges.begin()) - 1;
}

Phase phase_of(std::size_t bin) {
  const DayNumber lag = kLagEdges[bin];
  return lag < 0 ? Phase::early : lag == 0 ? Phase::on_day : Phase::late;
}

// ---- one law

LagLaw::LagLaw(const std::array<double, kLagBins>& daily_probability) {
  double sum = 0;
  for (std::size_t b = 0; b < kLagBins; ++b) {
    hazard_[b] = -std::log1p(-std::clamp(daily_probability[b], kUnlikeliest, kLikeliest));
    before_[b] = sum;
    if (b + 1 < kLagBins) sum += hazard_[b] * (kLagEdges[b + 1] - kLagEdges[b]);
  }
}

double LagLaw::cumulative(DayNumber lag) const {
  const std::size_t bin = lag_bin(lag);
  return before_[bin] + hazard_[bin] * (lag - kLagEdges[bin] + 1);
}

double LagLaw::within(DayNumber from, DayNumber until) const {
  if (until <= from) return 0;
  return -std::expm1(-(cumulative(until) - cumulative(from)));
}

// ---- fitting

struct DelayModel::Segment {
  const Shipment* shipment;
  Stratum* stratum;
  Promise kind;
  std::size_t bin;
  double exposure;
  double events;
  DayNumber first, last;  // days at risk
};

class DelayModel::Fitter {
 public:
  Fitter(const ShipmentLog& log, const DelayParameters& parameters, DelayModel& model)
      : log_(log), parameters_(parameters), model_(model) {}

  void fit() {
    model_.recording_ = RecordingDelay::fit(log_);
    model_.past_ = PastLags(log_, [](const Shipment& shipment) { return shipment.due(); });
    for (std::size_t f = 0; f < kFactors; ++f) model_.odds_[f].assign(log_.names[f].size(), kAverage);
    model_.pace_.assign(log_.names[static_cast<std::size_t>(Factor::channel)].size(), kAverage);
    half_life_ = half_life();
    for (const Shipment& shipment : log_.shipments) follow(shipment);
    model_.exit_rate_ = (exits_ + kExitsSeenBefore) / (days_ + kExitDaysBefore);
    shrink();
    for (int pass = 0; pass < kPasses; ++pass)
      for (const Factor factor : kFrailties) update(factor);
    set_pace();
    describe();
  }

 private:
  Stratum& stratum_of(const Shipment& shipment, Promise kind) {
    return model_.strata_[{kind, shipment.factors[static_cast<std::size_t>(Factor::mode)],
                           shipment.factors[static_cast<std::size_t>(Factor::channel)]}];
  }

  void follow(const Shipment& shipment) {
    if (!shipment.known) return;  // rule 5
    const auto& references = shipment.references;
    std::vector<const Reference*> used;
    const DayNumber end = shipment.reached.value_or(shipment.left.value_or(log_.as_known));
    for (const Reference& reference : references)
      if (std::max(reference.known, *shipment.known) < std::min(end, log_.as_known)) used.push_back(&reference);
    if (shipment.open())
      ++stratum_of(shipment, references.back().kind).open;
    if (used.empty()) return;
    if (shipment.reached) ++stratum_of(shipment, used.back()->kind).arrivals;
    if (shipment.left) exits_ += 1;
    for (const Reference* reference : used) follow(shipment, *reference, end, 1.0 / static_cast<double>(used.size()));
  }

  // Rule 2, in days.
  double half_life() const {
    std::vector<DayNumber> arrivals;
    for (const Shipment& shipment : log_.shipments)
      if (shipment.reached && shipment.known) arrivals.push_back(*shipment.reached);
    if (arrivals.empty()) return parameters_.half_life_days;
    const double newest = std::min(parameters_.half_life_arrivals, static_cast<double>(arrivals.size()));
    const auto oldest = arrivals.end() - static_cast<std::ptrdiff_t>(newest);
    std::ranges::nth_element(arrivals, oldest);
    return std::max(parameters_.half_life_days, (log_.as_known - *oldest) * parameters_.half_life_arrivals / newest);
  }

  double decay(double day, Phase phase) const {
    const double half_life = half_life_ * (phase == Phase::late ? parameters_.late_memory : 1);
    return std::exp2((day - log_.as_known) / half_life);
  }

  void follow(const Shipment& shipment, const Reference& reference, DayNumber end, double weight) {
    const DayNumber entry = std::max(reference.known, *shipment.known);
    end = std::min({end, log_.as_known, entry + kLongestFollowUp});
    Stratum& stratum = stratum_of(shipment, reference.kind);
    DayNumber lag = entry + 1 - reference.day;
    const DayNumber last = end - reference.day;
    while (lag <= last) {
      const std::size_t bin = lag_bin(lag);
      const DayNumber stop = bin + 1 < kLagBins ? std::min(last, kLagEdges[bin + 1] - 1) : last;
      const double middle = reference.day + 0.5 * (lag + stop);
      const double exposure = weight * (stop - lag + 1) * decay(middle, phase_of(bin));
      double events = 0;
      if (stop == last && shipment.reached == end) {
        const double seen = model_.recording_.known_within(
            log_.as_known - end, shipment.factors[static_cast<std::size_t>(Factor::destination)]);
        events = weight * decay(end, phase_of(bin)) / std::max(seen, 0.2);
      }
      segments_.push_back({&shipment, &stratum, reference.kind, bin, exposure, events, reference.day + lag, reference.day + stop});
      stratum.events[bin] += events;
      stratum.exposure[bin] += exposure;
      stratum.days += weight * (stop - lag + 1);
      days_ += weight * (stop - lag + 1);
      lag = stop + 1;
    }
  }

  void shrink() {
    Stratum book;
    for (const auto& [key, stratum] : model_.strata_) {
      Stratum& kind = model_.kinds_[static_cast<std::size_t>(std::get<0>(key))];
      Stratum& channel = model_.channels_[{std::get<0>(key), std::get<2>(key)}];
      for (Stratum* sum : {&book, &kind, &channel}) {
        for (std::size_t b = 0; b < kLagBins; ++b) {
          sum->events[b] += stratum.events[b];
          sum->exposure[b] += stratum.exposure[b];
        }
        sum->arrivals += stratum.arrivals;
        sum->open += stratum.open;
        sum->days += stratum.days;
      }
    }
    Hazards prior;
    for (std::size_t b = 0; b < kLagBins; ++b) prior[b] = built_in(b);
    shrink(book, prior, parameters_.prior_weight, 1);
    for (Stratum& kind : model_.kinds_) shrink(kind, book, parameters_.kind_weight);
    for (auto& [key, channel] : model_.channels_)
      shrink(channel, model_.kinds_[static_cast<std::size_t>(key.first)], parameters_.channel_weight);
    for (auto& [key, stratum] : model_.strata_)
      shrink(stratum, model_.channels_.at({std::get<0>(key), std::get<2>(key)}), parameters_.stratum_weight);
    book_ = book;
  }

  // A part that is all of the whole says what the whole says: its facts count once.
  void shrink(Stratum& part, const Stratum& whole, double arrivals) const {
    if (part.exposure == whole.exposure) part.daily = whole.daily;
    else shrink(part, whole.daily, arrivals);
  }

  // The late hazard changes little with time: each late bin leans on the mean of them all, which alone carries where
  // hardly anything was ever so late.
  void lean_on_tail(const Stratum& stratum, Hazards& towards, double arrivals) const {
    double events = 0, exposure = 0, sum = 0, days = 0;
    for (std::size_t b = lag_bin(kTailFrom); b < kLagBins; ++b) {
      events += stratum.events[b];
      exposure += stratum.exposure[b];
      sum += towards[b] * width(b);
      days += width(b);
    }
    const double before = sum / days;
    const double mean = (events + arrivals * kTailDays * before) / (exposure + arrivals * kTailDays);
    for (std::size_t b = lag_bin(kTailFrom); b < kLagBins; ++b)
      towards[b] = (towards[b] + parameters_.tail_weight * mean) / (1 + parameters_.tail_weight);
  }

  // `tail_arrivals`: what the mean of the late counts for at least in each late bin.
  void shrink(Stratum& stratum, Hazards towards, double arrivals, double tail_arrivals = 0) const {
    lean_on_tail(stratum, towards, arrivals);
    for (std::size_t b = 0; b < kLagBins; ++b) {
      const double pseudo = std::max(arrivals * width(b), kLagEdges[b] >= kTailFrom ? tail_arrivals / towards[b] : 0);
      stratum.daily[b] = std::clamp((stratum.events[b] + pseudo * towards[b]) / (stratum.exposure[b] + pseudo), kUnlikeliest,
                                    kLikeliest);
    }
  }

  // Arrivals by level and phase, and those that all odds learned so far expect.
  struct Tally {
    std::vector<Odds> events, expected;
  };

  // `weigh`: how much an arrival of a segment counts, and its days at risk.
  template <class Weigh>
  Tally tally(Factor factor, const Weigh& weigh) const {
    const auto f = static_cast<std::size_t>(factor);
    Tally out{std::vector<Odds>(log_.names[f].size()), std::vector<Odds>(log_.names[f].size())};
    for (const Segment& segment : segments_) {
      const auto phase = static_cast<std::size_t>(phase_of(segment.bin));
      const double odds = model_.odds_of(*segment.shipment)[phase];
      const std::uint16_t level = segment.shipment->factors[f];
      const auto [arrival, days] = weigh(segment);
      out.events[level][phase] += arrival * segment.events;
      out.expected[level][phase] += days * segment.exposure * with_odds(segment.stratum->daily[segment.bin], odds);
    }
    return out;
  }

  // The mean of the gamma law of odds that were `odds` when so much was expected.
  static double posterior(double shape, double events, double expected, double odds) {
    return (shape + events) / (shape + expected / odds);
  }

  void update(Factor factor) {
    const auto f = static_cast<std::size_t>(factor);
    auto& odds = model_.odds_[f];
    Tally seen = tally(factor, [](const Segment&) { return std::pair(1.0, 1.0); });
    for (std::size_t level = 1; level < odds.size(); ++level)  // 0: not reported, as the average
      for (std::size_t phase = 0; phase < 3; ++phase)
        odds[level][phase] = posterior(parameters_.frailty_shape[phase], seen.events[level][phase],
                                       seen.expected[level][phase], odds[level][phase]);
    arrivals_[f] = std::move(seen.events);
  }

  // Rule 5.
  void set_pace() {
    const double daily = std::exp2(-1 / parameters_.pace_half_life_days);
    const Tally seen = tally(Factor::channel, [&](const Segment& segment) {
      const double newest = std::pow(daily, log_.as_known - segment.last);
      const double days = segment.last - segment.first + 1;
      return std::pair(newest, newest * (1 - std::pow(daily, days)) / ((1 - daily) * days));
    });
    for (std::size_t channel = 0; channel < model_.pace_.size(); ++channel)
      for (std::size_t phase = 0; phase < 3; ++phase)
        model_.pace_[channel][phase] =
            posterior(parameters_.pace_shape[phase], seen.events[channel][phase], seen.expected[channel][phase], 1);
  }

  std::string name(std::size_t factor, std::uint16_t level) const {
    return level == 0 ? "not reported" : log_.names[factor][level];
  }

  void describe() {
    constexpr std::int64_t kEnough = 30;  // arrivals with which a part stands mostly on its own
    const auto add = [&](std::string part, const Stratum& stratum, std::string_view otherwise) {
      model_.evidence_.push_back({std::move(part), stratum.arrivals, stratum.open,
                                  static_cast<std::int64_t>(std::llround(stratum.days)),
                                  stratum.arrivals < kEnough ? std::string(otherwise) : std::string()});
    };
    add("all", book_, "the built-in law");
    for (std::size_t k = 0; k < model_.kinds_.size(); ++k)
      if (model_.kinds_[k].arrivals + model_.kinds_[k].open > 0)
        add(std::string(kPromiseNames[k]), model_.kinds_[k], "all");
    for (const auto& [key, stratum] : model_.strata_) {
      const auto& [kind, mode, channel] = key;
      const std::string kind_name(kPromiseNames[static_cast<std::size_t>(kind)]);
      add(kind_name + ", mode " + name(static_cast<std::size_t>(Factor::mode), mode) + ", from " +
              name(static_cast<std::size_t>(Factor::channel), channel),
          stratum, kind_name);
    }
    for (const Factor factor : kFrailties) {
      const auto f = static_cast<std::size_t>(factor);
      for (std::size_t level = 1; level < model_.odds_[f].size(); ++level) {
        const auto& events = arrivals_[f][level];
        model_.effects_.push_back({factor, static_cast<std::uint16_t>(level), model_.odds_[f][level],
                                   events[0] + events[1] + events[2]});
      }
    }
  }

  const ShipmentLog& log_;
  const DelayParameters& parameters_;
  DelayModel& model_;
  double half_life_ = 0;
  std::vector<Segment> segments_;
  std::array<std::vector<Odds>, kFactors> arrivals_;
  Stratum book_;
  double exits_ = 0;
  double days_ = 0;
};

DelayModel DelayModel::fit(const ShipmentLog& log, const DelayParameters& parameters) {
  DelayModel model;
  Fitter(log, parameters, model).fit();
  return model;
}

const DelayModel::Hazards& DelayModel::daily(Promise kind, std::uint16_t mode, std::uint16_t channel) const {
  const auto found = strata_.find({kind, mode, channel});
  if (found != strata_.end()) return found->second.daily;
  const auto same_channel = channels_.find({kind, channel});
  return same_channel == channels_.end() ? kinds_[static_cast<std::size_t>(kind)].daily : same_channel->second.daily;
}

const std::array<double, 3>& DelayModel::odds(Factor factor, std::uint16_t level) const {
  const auto& levels = odds_[static_cast<std::size_t>(factor)];
  return level < levels.size() ? levels[level] : kAverage;
}

const std::array<double, 3>& DelayModel::pace(std::uint16_t channel) const {
  return channel < pace_.size() ? pace_[channel] : kAverage;
}

DelayModel::Odds DelayModel::odds_of(const Shipment& shipment) const {
  Odds all = pace(shipment.factors[static_cast<std::size_t>(Factor::channel)]);
  for (const Factor factor : kFrailties) {
    const Odds& own = odds(factor, shipment.factors[static_cast<std::size_t>(factor)]);
    for (std::size_t phase = 0; phase < all.size(); ++phase) all[phase] *= own[phase];
  }
  return all;
}

DelayModel::LawClass DelayModel::law_class(const Shipment& shipment) const {
  const MovedDates moved = moved_dates(shipment);
  return {shipment.references.back().kind, shipment.factors, moved.unusual() > 0 ? moved : MovedDates{}};
}

LagLaw DelayModel::law(const Shipment& shipment) const {
  CHECK(!shipment.references.empty());
  Hazards probability = daily(shipment.references.back().kind, shipment.factors[static_cast<std::size_t>(Factor::mode)],
                              shipment.factors[static_cast<std::size_t>(Factor::channel)]);
  const Odds odds = odds_of(shipment);
  for (std::size_t b = 0; b < kLagBins; ++b)
    probability[b] = with_odds(probability[b], odds[static_cast<std::size_t>(phase_of(b))]);
  return with_moves(LagLaw(probability), moved_dates(shipment));
}

}  // namespace servanda
