import { expect, test } from "vitest";
import { parseHead, parseStatus, type Status } from "./brief";
import type { Context } from "./chart";
import { funnelView, nameWidth } from "./funnel";
import { textWidth } from "./ink";
import { labelOf } from "./total";

function context(): Context {
  const programme = { name: "Exercise", notional: true, recipients: ["UA"], currency: "EUR", report_date: "2025-06-25", delivered: "signed" };
  const head = parseHead({ programme, as_known: "2025-06-25", head: "aa" }, "");
  if (!head.ok) throw new Error(head.fault.field);
  return { head: head.value, options: {} };
}

function status(rows: Record<string, Record<string, [string, string?][]>>): Status {
  const stages = (all: Record<string, [string, string?][]>) => Object.fromEntries(
    Object.entries(all).map(([stage, amounts]) => [stage, { value: amounts.map(([amount, qualifier = "exact"]) => ({ amount, currency: "EUR", qualifier })) }]),
  );
  const parsed = parseStatus({ as_known: "2025-06-25", currency: "EUR", rows: Object.entries(rows).map(([donor, all]) => ({ key: { donor }, stages: stages(all) })) }, "");
  if (!parsed.ok) throw new Error(parsed.fault.field);
  return parsed.value;
}

test("Rows are ordered by size at the first stage that anybody reports, then by name", () => {
  const view = funnelView(status({ B: { pledged: [["5"]] }, A: { pledged: [["5"]] }, C: { pledged: [["9"]] }, D: { allocated: [["99"]] } }), context(), 15);
  expect(view.rows.map((r) => r.name)).toEqual(["C", "A", "B", "D"]);
  expect(view.columns).toEqual(["pledged", "allocated"]);
  expect(view.delivered).toBe("handed_over");
});

test("The rest stands in one row, whose sum is a lower bound where some do not report", () => {
  const donors = Object.fromEntries(["A", "B", "C", "D", "E"].map((d, n) => [d, { pledged: [[`${50 - n}`]], ...(d === "E" ? {} : { confirmed: [["2"]] }) } as Record<string, [string][]>]));
  const view = funnelView(status(donors), context(), 3);
  expect(view.rows.map((r) => r.name)).toEqual(["A", "B", "C", "2 others"]);
  const others = view.rows[3];
  expect([...(others?.totals.values() ?? [])].map(labelOf)).toEqual(["93", "≥ 2"]);
});

test("One row too many is shown rather than folded", () => {
  const view = funnelView(status({ A: { pledged: [["3"]] }, B: { pledged: [["2"]] }, C: { pledged: [["1"]] } }), context(), 2);
  expect(view.rows.map((r) => r.name)).toEqual(["A", "B", "C"]);
});

test("Every amount of the rows is in the drawn rows: folding loses nothing", () => {
  const donors = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`D${n}`, { pledged: [[`${n * n}.25`]] } as Record<string, [string][]>]));
  const sums = [3, 15, 100].map((most) => funnelView(status(donors), context(), most).rows
    .map((r) => r.totals.get("pledged")).reduce((e4, t) => e4 + (t?.kind === "amount" ? t.money.e4 : 0n), 0n));
  expect(new Set(sums).size).toBe(1);
});

test("Names that are alike in their first words have room on paper", () => {
  const names = ["Avelmark and Castrevan", "Avelmark and Dorvale"];
  for (const width of [680, 1100]) expect(nameWidth(names, 12, width)).toBeGreaterThan(textWidth(names[0] ?? "", 12.5) + 14);
});
