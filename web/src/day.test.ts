import { expect, test } from "vitest";
import { dayOf, firstMonday, iso, parseSpan, parseWeek, shownDay, shownSpan, weeksIn } from "./day";

test("Week 1 is the one that holds 4 January", () => {
  expect(iso(firstMonday(2025))).toBe("2024-12-30");
  expect(iso(firstMonday(2021))).toBe("2021-01-04");
  expect(iso(firstMonday(1969))).toBe("1968-12-30");
});

test("2020 and 2026 have 53 weeks, 2025 has 52", () => {
  expect([2020, 2025, 2026].map(weeksIn)).toEqual([53, 52, 53]);
  expect(parseWeek("2025-W53")).toBeNull();
  expect(iso(parseWeek("2025-W26")?.monday ?? 0)).toBe("2025-06-23");
});

test("A date known in part keeps its whole span", () => {
  expect(parseSpan("2024-02")).toEqual({ given: "2024-02", first: dayOf(2024, 2, 1), last: dayOf(2024, 2, 29) });
  expect(parseSpan("2025")).toEqual({ given: "2025", first: dayOf(2025, 1, 1), last: dayOf(2025, 12, 31) });
  expect(parseSpan("2025-12")?.last).toBe(dayOf(2025, 12, 31));
});

test.each(["2025-02-29", "2025-13", "2025-00", "25-01-01", "2025-1-1", "2025-W00", "soon"])("%s is no date", (given) => {
  expect(parseSpan(given)).toBeNull();
});

test("Dates are shown as they were given", () => {
  expect(shownDay(dayOf(2025, 6, 25))).toBe("25 Jun 2025");
  const shown = ["2025-06-25", "2025-06", "2025", "2025-W10"].map((given) => shownSpan(parseSpan(given) ?? { given, first: 0, last: 0 }));
  expect(shown).toEqual(["25 Jun 2025", "Jun 2025", "2025", "week 10 of 2025"]);
});
