// What the charts of a made-up shape share: the page has chosen, named and worded what they show (their `gist`, `unit`,
// `notes`, labels), and a drawing only places it. Values position; every figure that is read is a text of the page.

import type { Chart, Context, Legend } from "./chart";
import { dayOf, parseSpan, shownMonth, yearOf, type Day } from "./day";
import { ink, textWidth } from "./ink";
import { shortRound } from "./money";
import { list, oneOf, optional, record, text, textAs, type Value } from "./shape";

// What a bar, a line or a dot stands for. Each has one ink wherever it is drawn.
export const roles = {
  actual: ink.goods,
  expected: ink.goods,
  planned: ink.promised,
  announced: ink.past,
  earlier: ink.past,
  target: ink.text,
  kept: ink.kept,
  late: ink.late,
  open: ink.open,
  broken: ink.broken,
  unknown: ink.faint,
  money: ink.money,
  need: ink.broken,
  people: ink.people,
  closed: ink.text,
} as const;
export type Role = keyof typeof roles;
export const role = oneOf(Object.keys(roles) as Role[]);

const kMarks = ["fill", "band", "hatch", "line", "stroke", "outline", "circle", "triangle", "diamond", "times", "square"] as const;

// Members that every such chart has.
export const worded = {
  gist: text,
  unit: text,
  notes: optional(list(text)),
  legend: optional(list(record({ label: text, mark: oneOf(kMarks), role }))),
};
const head = record(worded);
type Worded = Value<typeof head>;

export function chartOf(data: Worded, context: Context, empty: boolean, draw: Chart["draw"]): Chart {
  const legend = (data.legend ?? []).map((l): Legend => ({ label: l.label, mark: l.mark, ink: roles[l.role] }));
  return { gist: data.gist, unit: data.unit, asKnown: context.head.as_known, legend, notes: data.notes ?? [], empty, draw };
}

// A date, week or month on an axis of days: its middle.
export const moment = textAs((t): Day | null => {
  const span = parseSpan(t);
  return span === null ? null : (span.first + span.last) / 2;
}, "a date, week, month or year");

export const kinds = ["share", "money", "number"] as const;
export type Kind = (typeof kinds)[number];

// The label of a tick: "40 %", "12 bn", "1,200".
export function tick(value: number, kind: Kind): string {
  if (kind === "share") return `${Math.round(value * 1000) / 10} %`;
  if (kind === "money") return shortRound(value, "EUR");
  const [whole = "0", places] = String(Math.abs(Math.round(value * 1000) / 1000)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "−" : ""}${grouped}${places === undefined ? "" : `.${places}`}`;
}

// Round values from the least to the largest, about `count` of them.
export function roundTicks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((s) => s * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) ticks.push(n === 0 ? 0 : n * step); // never −0
  return ticks;
}

// Where months, quarters or years begin, as many as there is room for.
export function dayTicks(first: Day, last: Day, width: number): { day: Day; label: string }[] {
  const months = (last - first) / 30.4;
  const room = (step: number) => Math.max(2, Math.floor(width / (step < 12 ? 64 : 56)));
  const step = [1, 2, 3, 6, 12, 24, 60].find((s) => months / s <= room(s)) ?? 120;
  const ticks: { day: Day; label: string }[] = [];
  const years = step >= 12 ? step / 12 : 1;
  for (let year = yearOf(first); year <= yearOf(last) + 1; year += years) {
    for (let month = 1; month <= 12; month += Math.min(step, 12)) {
      const day = dayOf(year, month, 1);
      if (day < first || day > last) continue;
      ticks.push({ day, label: step >= 12 ? `${year}` : month === 1 || ticks.length === 0 ? `${shownMonth(month)} ${year}` : shownMonth(month) });
    }
  }
  return ticks;
}

// Room for a name: fonts differ, and a name that runs out of the picture cannot be read.
export function roomFor(names: readonly string[], size: number): number {
  return Math.max(0, ...names.map((name) => textWidth(name, size))) * 1.09;
}

// The ink of a word that is said in a role: amber is too light for letters on white, so theirs is a darker one.
export function wordInk(role: Role | null): string {
  return role === null || role === "target" ? ink.text : role === "late" ? "var(--late-ink)" : role === "unknown" || role === "planned" ? ink.muted : roles[role];
}
