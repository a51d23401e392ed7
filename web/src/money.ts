// Money: whole ten-thousandths of a currency's unit, exact until it is shown or drawn.

import { good, oneOf, optional, record, text, textAs, type Shape } from "./shape";

export interface Money {
  e4: bigint; // 1e-4 units
  currency: string;
}

export const qualifiers = ["exact", "approx", "at_least", "up_to"] as const;
export type Qualifier = (typeof qualifiers)[number];

// Money with what must be said beside it: how it was valued, and by which instrument it comes.
export interface Amount {
  money: Money;
  basis: string | null;
  instrument: string | null;
  qualifier: Qualifier;
}

const kScale = 10_000n;

export function parseDecimal(decimal: string): bigint | null {
  const parts = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(decimal);
  if (parts === null) return null;
  const size = BigInt(parts[2] ?? "0") * kScale + BigInt((parts[3] ?? "").padEnd(4, "0"));
  return parts[1] === "-" ? -size : size;
}

export const decimal = textAs(parseDecimal, "a decimal text with at most four places");
export const currencyCode = textAs((t) => (/^[A-Z]{3}$/.test(t) ? t : null), "a currency code");

const wire = record({
  amount: decimal,
  currency: currencyCode,
  basis: optional(text),
  instrument: optional(text),
  qualifier: optional(oneOf(qualifiers)),
});

export const parseAmount: Shape<Amount> = (raw, field) => {
  const parsed = wire(raw, field);
  if (!parsed.ok) return parsed;
  const { amount, currency, basis, instrument, qualifier } = parsed.value;
  return good({ money: { e4: amount, currency }, basis, instrument, qualifier: qualifier ?? "exact" });
};

export const parseMoney: Shape<Money> = (raw, field) => {
  const parsed = parseAmount(raw, field);
  return parsed.ok ? good(parsed.value.money) : parsed;
};

// Moneys of one currency only; the caller has chosen them by currency.
export function sum(moneys: readonly Money[], currency: string): Money {
  let e4 = 0n;
  for (const money of moneys) {
    if (money.currency !== currency) throw new RangeError(`${money.currency} added to ${currency}`);
    e4 += money.e4;
  }
  return { e4, currency };
}

// For positions and lengths in a drawing only.
export function drawn(money: Money): number {
  return Number(money.e4) / Number(kScale);
}

// "bn" begins where three digits of "m" no longer hold it.
const kMagnitudes = [
  { unit: "bn", size: 1_000_000_000n, from: 999_500_000n },
  { unit: "m", size: 1_000_000n, from: 1_000_000n },
] as const;

// Three significant digits and "bn" or "m"; below a million in whole units. Rounds half away from
// zero. "12.3 bn", "1,230 bn", "456 m", "12,345".
export function short(money: Money): string {
  const sign = money.e4 < 0n ? "−" : "";
  const size = money.e4 < 0n ? -money.e4 : money.e4;
  const magnitude = kMagnitudes.find((m) => size >= m.from * kScale);
  if (magnitude === undefined) return sign + fixed(rounded(size, kScale, 0), 0);
  const whole = magnitude.size * kScale;
  const places = [2, 1].find((p) => rounded(size, whole, p) < 1000n) ?? 0;
  return `${sign}${fixed(rounded(size, whole, places), places)} ${magnitude.unit}`;
}

export function shown(money: Money): string {
  return `${money.currency} ${short(money)}`;
}

// For the ticks of an axis and the bounds of classes, which are round: "40 bn", not "40.0 bn".
export function shortRound(value: number, currency: string): string {
  const label = short({ e4: BigInt(Math.round(value * Number(kScale))), currency });
  return label.replace(/(\.\d*?)0+(?= |$)/, "$1").replace(/\.(?= |$)/, "");
}

const kMarks: Record<Qualifier, string> = { exact: "", approx: "≈ ", at_least: "≥ ", up_to: "≤ " };

export function marked(label: string, qualifier: Qualifier): string {
  return kMarks[qualifier] + label;
}

// The weakest claim that all the parts support. Bounds of both directions leave only "approx".
export function joined(all: readonly Qualifier[]): Qualifier {
  const kinds = new Set(all.filter((q) => q !== "exact"));
  if (kinds.size === 0) return "exact";
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : "approx";
}

// size / whole in units of 10^-places, half away from zero; size is not negative.
function rounded(size: bigint, whole: bigint, places: number): bigint {
  return (size * 10n ** BigInt(places) * 2n + whole) / (2n * whole);
}

function fixed(digits: bigint, places: number): string {
  const padded = digits.toString().padStart(places + 1, "0");
  const whole = padded.slice(0, padded.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return places === 0 ? whole : `${whole}.${padded.slice(padded.length - places)}`;
}
