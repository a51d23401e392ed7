import { expect, test } from "vitest";
import { parseHead, parsePromises } from "./brief";
import { iso } from "./day";
import { promisesView, type PromisesView } from "./promises";

function view(promises: Record<string, unknown>[], most: number): PromisesView {
  const programme = { name: "Exercise", notional: false, recipients: [], currency: "EUR", report_date: "2025-06-25", delivered: "signed" };
  const head = parseHead({ programme, as_known: "2025-06-25", head: "aa", names: { s1: "Shells" } }, "");
  const parsed = parsePromises({ promises }, "");
  if (!head.ok || !parsed.ok) throw new Error("input");
  return promisesView(parsed.value, { head: head.value, options: {} }, most);
}

test("The promises due nearest to the as-known day are drawn, in the order they fall due; the rest is counted", () => {
  const due = ["2025-01-01", "2025-07-01", "2025-06-01", "2026-06-01"];
  const seen = view(due.map((d, n) => ({ id: `p${n}`, due: d, verdict: "open" })), 2);
  expect(seen.lines.map((l) => iso(l.due))).toEqual(["2025-06-01", "2025-07-01"]);
  expect([seen.left, seen.undated]).toEqual([2, 0]);
});

test("A date known only to the month is judged by its end and keeps its beginning", () => {
  const [line] = view([{ id: "p", series: "s1", due: "2025-03", on: "2025-05", verdict: "late", days_late: 61 }], 9).lines;
  expect([iso(line?.due ?? 0), iso(line?.onFirst ?? 0), iso(line?.on ?? 0)]).toEqual(["2025-03-31", "2025-05-01", "2025-05-31"]);
  expect(line?.hover).toBe("Shells: late, due Mar 2025, came May 2025, 61 days late");
});

test("Each verdict is counted, dated or not", () => {
  const seen = view([{ id: "a", due: null, verdict: "not_checkable" }, { id: "b", due: "2025-01-01", verdict: "kept" }], 9);
  expect([...seen.counts]).toEqual([["kept", 1], ["late", 0], ["open", 0], ["broken", 0], ["not_checkable", 1]]);
  expect(seen.undated).toBe(1);
});
