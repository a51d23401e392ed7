import { expect, test } from "vitest";
import { parseDiff } from "./brief";
import { changesView, type ChangesView } from "./changes";
import { iso } from "./day";

function view(added: [string, string, string | null, string?][]): ChangesView {
  const parsed = parseDiff({
    from: "2025-01-01", to: "2025-06-25",
    added: added.map(([kind, known_date, amount, currency = "EUR"]) => ({ kind, known_date, amount: amount === null ? null : { amount, currency } })),
  }, "");
  if (!parsed.ok) throw new Error(parsed.fault.field);
  return changesView(parsed.value, "EUR");
}

test("The window is the last thirty days; what is older is counted, not drawn", () => {
  const seen = view([["pledge", "2025-05-27", "1"], ["pledge", "2025-05-26", "1"]]);
  expect([iso(seen.first), iso(seen.last), seen.earlier]).toEqual(["2025-05-27", "2025-06-25", 1]);
  expect(seen.kinds[0]?.days).toHaveLength(1);
});

test("Amounts of one day and kind are added; kinds never are, and stand in the order of their stages", () => {
  const seen = view([["contract", "2025-06-01", "4"], ["pledge", "2025-06-01", "1"], ["pledge", "2025-06-01", "2"], ["event", "2025-06-01", "3"]]);
  expect(seen.kinds.map((k) => [k.kind, Number(k.total.e4 / 10_000n)])).toEqual([["pledge", 3], ["contract", 4], ["event", 3]]);
});

test("An entry without an amount in the currency is counted", () => {
  expect(view([["pledge", "2025-06-01", null], ["pledge", "2025-06-01", "5", "USD"]]).undrawn).toBe(2);
});

test("A month known in part counts at its end, but not after the day of the report", () => {
  expect(view([["pledge", "2025-06", "5"]]).kinds[0]?.days.map((d) => iso(d.day))).toEqual(["2025-06-25"]);
});
