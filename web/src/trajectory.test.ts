import { expect, test } from "vitest";
import { parseTrajectory } from "./brief";
import { trajectoryView, type TrajectoryView } from "./trajectory";

function view(within: [string, string][], weeks: [string, string, string?][]): TrajectoryView {
  const parsed = parseTrajectory({
    series: [{
      year: 2025, as_known: "2025-06-25",
      weeks: weeks.map(([week, amount, currency = "EUR"]) => ({ week, cumulative: { amount, currency } })),
      within: within.map(([period, amount]) => ({ period, amount: { amount, currency: "EUR" } })),
    }],
  }, "");
  if (!parsed.ok) throw new Error(parsed.fault.field);
  return trajectoryView(parsed.value, "EUR");
}

function bounds(of: TrajectoryView): string[] {
  return (of.lines[0]?.points ?? []).map((p) => `W${p.week} ${p.least.e4 / 10_000n}..${p.most.e4 / 10_000n}`);
}

test("An amount dated to a month may lie anywhere in it, and has come when it is over", () => {
  // February 2025 begins in week 5 (Saturday 1st) and ends in week 9 (Friday 28th).
  const weeks = [4, 5, 8, 9].map((n): [string, string] => [`2025-W0${n}`, "100"]);
  expect(bounds(view([["2025-02", "7"]], weeks))).toEqual(["W4 100..100", "W5 100..107", "W8 100..107", "W9 107..107"]);
});

test("An amount dated to the year stays uncertain until the year is over", () => {
  expect(bounds(view([["2025", "7"]], [["2025-W01", "0"], ["2025-W51", "100"]]))).toEqual(["W1 0..7", "W51 100..107"]);
});

test("A week of the neighbouring year counts in this year's first or last", () => {
  expect(bounds(view([], [["2024-W52", "1"], ["2026-W01", "2"]]))).toEqual(["W1 1..1", "W52 2..2"]);
});

test("Other currencies are named, never drawn", () => {
  const mixed = view([], [["2025-W01", "1"], ["2025-W01", "5", "USD"]]);
  expect(bounds(mixed)).toEqual(["W1 1..1"]);
  expect(mixed.otherCurrencies).toEqual(["USD"]);
});
