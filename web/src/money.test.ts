import { expect, test } from "vitest";
import { drawn, joined, marked, parseAmount, parseDecimal, short, shortRound, shown, sum, type Money } from "./money";

function eur(decimal: string): Money {
  const e4 = parseDecimal(decimal);
  if (e4 === null) throw new Error(decimal);
  return { e4, currency: "EUR" };
}

test("Decimals are exact to four places, beyond what a double holds", () => {
  expect(parseDecimal("123.45")).toBe(1_234_500n);
  expect(parseDecimal("-0.0001")).toBe(-1n);
  expect(parseDecimal("90071992547409931.2345")).toBe(900719925474099312345n);
});

test.each(["", "1.", ".5", "1,5", "1e9", "0.00001", "+1", " 1", "NaN"])("%j is no decimal", (given) => {
  expect(parseDecimal(given)).toBeNull();
});

test.each([
  ["0", "0"], ["999.5", "1,000"], ["12345.49", "12,345"], ["999999", "999,999"],
  ["1000000", "1.00 m"], ["12345678", "12.3 m"], ["456000000", "456 m"], ["99950000", "100 m"], ["9995000", "10.0 m"],
  ["999499999", "999 m"], ["999500000", "1.00 bn"], ["12345000000", "12.3 bn"], ["1230400000000", "1,230 bn"], ["-1250000", "−1.25 m"],
])("%s is shown as %s", (given, expected) => {
  expect(short(eur(given))).toBe(expected);
});

test("An amount is shown with its currency", () => {
  expect(shown(eur("58200000000"))).toBe("EUR 58.2 bn");
});

test("Round numbers of axes lose their empty places", () => {
  expect(shortRound(40e9, "EUR")).toBe("40 bn");
  expect(shortRound(2.5e9, "EUR")).toBe("2.5 bn");
  expect(shortRound(0, "EUR")).toBe("0");
  expect(shortRound(300e6, "EUR")).toBe("300 m");
});

test("A wrong amount is refused with its field", () => {
  const parsed = parseAmount({ amount: 12, currency: "EUR" }, "/status/rows/0");
  expect(parsed.ok ? null : parsed.fault.field).toBe("/status/rows/0/amount");
  const code = parseAmount({ amount: "12", currency: "euro" }, "");
  expect(code.ok ? null : code.fault.field).toBe("/currency");
});

test("Sums are exact and refuse a second currency", () => {
  expect(sum([eur("0.1"), eur("0.2")], "EUR").e4).toBe(3000n);
  expect(() => sum([{ e4: 1n, currency: "USD" }], "EUR")).toThrow(RangeError);
  expect(drawn(eur("12.5"))).toBe(12.5);
});

test("A sum claims no more than its weakest parts", () => {
  expect(joined(["exact", "exact"])).toBe("exact");
  expect(joined(["exact", "at_least"])).toBe("at_least");
  expect(joined(["up_to", "at_least"])).toBe("approx");
  expect(marked("1.00 bn", "at_least")).toBe("≥ 1.00 bn");
});
