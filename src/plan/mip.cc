#include "plan/mip.h"

#include <algorithm>
#include <cmath>
#include <coin/CbcEventHandler.hpp>
#include <coin/CbcHeuristic.hpp>
#include <coin/CbcHeuristicDiveCoefficient.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CglFlowCover.hpp>
#include <coin/CglGomory.hpp>
#include <coin/CglKnapsackCover.hpp>
#include <coin/CglMixedIntegerRounding2.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <functional>

namespace servanda {
namespace {

class StopCbc : public CbcEventHandler {
 public:
  explicit StopCbc(const std::function<bool()>* asked) : stop_(asked) {}
  CbcAction event(CbcEvent) override { return *stop_ && (*stop_)() ? CbcEventHandler::stop : CbcEventHandler::noAction; }
  CbcEventHandler* clone() const override { return new StopCbc(stop_); }

 private:
  const std::function<bool()>* stop_;
};

double bounded(double value) { return value == kNoBound ? COIN_DBL_MAX : value == -kNoBound ? -COIN_DBL_MAX : value; }

OsiClpSolverInterface load(const Mip& mip) {
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> index;
  std::vector<double> element, lower, upper, cost, row_lower, row_upper;
  for (const MipColumn& column : mip.columns) {
    for (const auto& [row, coefficient] : column.entries) {
      index.push_back(row);
      element.push_back(coefficient);
    }
    starts.push_back(static_cast<CoinBigIndex>(index.size()));
    lower.push_back(bounded(column.lower));
    upper.push_back(bounded(column.upper));
    cost.push_back(column.cost);
  }
  for (const MipRow& row : mip.rows) {
    row_lower.push_back(bounded(row.lower));
    row_upper.push_back(bounded(row.upper));
  }
  OsiClpSolverInterface solver;
  solver.messageHandler()->setLogLevel(0);
  solver.getModelPtr()->setLogLevel(0);
  solver.loadProblem(static_cast<int>(mip.columns.size()), static_cast<int>(mip.rows.size()), starts.data(), index.data(),
                     element.data(), lower.data(), upper.data(), cost.data(), row_lower.data(), row_upper.data());
  for (std::size_t c = 0; c < mip.columns.size(); ++c)
    if (mip.columns[c].whole) solver.setInteger(static_cast<int>(c));
  return solver;
}

void add_cuts(CbcModel& model) {
  CglGomory gomory;
  gomory.setLimit(100);
  CglKnapsackCover cover;
  CglMixedIntegerRounding2 rounding;
  CglFlowCover flow;
  model.addCutGenerator(&gomory, -98, "Gomory");
  model.addCutGenerator(&cover, -98, "Knapsack");
  model.addCutGenerator(&rounding, -98, "Rounding");
  model.addCutGenerator(&flow, -98, "Flow");
}

// Without those that search a smaller programme themselves (feasibility pump, RINS): within them OsiClp 0.108 may end in a
// failed assertion.
void add_heuristics(CbcModel& model) {
  CbcRounding rounding(model);
  CbcHeuristicDiveCoefficient dive(model);
  dive.setWhen(1);  // at the root
  model.addHeuristic(&rounding, "rounding");
  model.addHeuristic(&dive, "dive");
}

}  // namespace

MipAnswer solve_mip(const Mip& mip, const MipControl& control, const std::vector<double>& start) {
  MipAnswer answer;
  CbcModel model(load(mip));
  model.setLogLevel(0);
  model.messageHandler()->setLogLevel(0);
  StopCbc handler(&control.stop);
  model.passInEventHandler(&handler);
  add_cuts(model);
  add_heuristics(model);
  model.setAllowableFractionGap(control.gap);
  model.setAllowableGap(1e-9);
  model.setMaximumNodes(control.nodes);
  model.setNumberThreads(0);
  model.setMaximumCutPassesAtRoot(10);
  model.setMaximumCutPasses(1);
  model.initialSolve();
  if (!model.solver()->isProvenOptimal()) return answer;  // no solution, even in fractions
  std::vector<int> priorities;
  for (const MipColumn& column : mip.columns)
    if (column.whole) priorities.push_back(column.priority);
  if (std::adjacent_find(priorities.begin(), priorities.end(), std::not_equal_to<>()) != priorities.end()) {
    model.findIntegers(true);
    model.passInPriorities(priorities.data(), false);
  }
  if (!start.empty()) {
    double value = 0;
    for (std::size_t c = 0; c < start.size(); ++c) value += start[c] * mip.columns[c].cost;
    model.setBestSolution(start.data(), static_cast<int>(start.size()), value, true);
  }
  model.branchAndBound();
  answer.bound = model.getBestPossibleObjValue();
  const double* best = model.bestSolution();
  if (best == nullptr) return answer;
  answer.found = true;
  answer.proven = model.isProvenOptimal();
  for (std::size_t c = 0; c < mip.columns.size(); ++c) {
    answer.columns.push_back(mip.columns[c].whole ? std::round(best[c]) : best[c]);
    answer.value += answer.columns[c] * mip.columns[c].cost;
  }
  return answer;
}

}  // namespace servanda
