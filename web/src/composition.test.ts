import { expect, test } from "vitest";
import { parseHead, parseStatus } from "./brief";
import { composition, compositionView, type CompositionView } from "./composition";
import { labelOf } from "./total";

function made(rows: [string | null, Record<string, string>][], total?: string): { view: CompositionView; notes: string[] } {
  const programme = { name: "Exercise", notional: false, recipients: [], currency: "EUR", report_date: "2025-06-25", delivered: "recipient-confirmed" };
  const head = parseHead({ programme, as_known: "2025-06-25", head: "aa" }, "");
  const reached = (amount: string) => ({ value: [{ amount, currency: "EUR" }] });
  const status = parseStatus({
    as_known: "2025-06-25", currency: "EUR",
    rows: rows.map(([category, stages]) => ({ key: { category }, stages: Object.fromEntries(Object.entries(stages).map(([s, a]) => [s, reached(a)])) })),
    ...(total === undefined ? {} : { total: { stages: { pledged: reached(total) } } }),
  }, "");
  if (!head.ok || !status.ok) throw new Error("input");
  const context = { head: head.value, options: {} };
  return { view: compositionView(status.value, context), notes: composition(status.value, context).notes };
}

test("Parts stand by size, and what names no category stands last", () => {
  const { view } = made([[null, { pledged: "900" }], ["drones", { pledged: "5" }], ["air_defence", { pledged: "50" }]]);
  expect(view.parts.map((p) => p.name)).toEqual(["Air defence", "Drones", "Not stated"]);
});

test("Each ladder that a part is on has its own arrival; goods and money are never added", () => {
  const { view } = made([["mixed", { pledged: "90", allocated: "40", committed: "30", disbursed: "20" }]]);
  expect(view.parts[0]?.arrivals.map((a) => `${a.stage} ${labelOf(a.total)}`)).toEqual(["confirmed not reported", "disbursed 20"]);
});

test("The share of the total that the named rows hold is stated", () => {
  expect(made([["a", { pledged: "60" }], [null, { pledged: "40" }]], "100").notes[0]).toBe("Coverage: the named rows hold 60.0 % of the EUR 100; the rest is not broken down.");
  expect(made([["a", { pledged: "60" }]], "60").notes[0]).toBe("The bars cover all of the EUR 60.");
  expect(made([["a", { pledged: "60" }], ["b", { pledged: "60" }]], "100").notes[0]).toContain("more than");
  expect(made([["a", { pledged: "60" }]]).notes).toEqual([]);
});
