// What became known in the last thirty days: added amounts by day, one row a kind, since kinds of
// different stages are never added to each other.

import * as Plot from "@observablehq/plot";
import type { Diff } from "./brief";
import type { Chart, Context } from "./chart";
import { dayOf, shownDay, shownMonth, yearOf, type Day } from "./day";
import { ink } from "./ink";
import { drawn, short, shown, sum, type Money } from "./money";
import { sentence, stages, words } from "./stage";

export interface ChangesView {
  first: Day;
  last: Day;
  kinds: { kind: string; days: { day: Day; money: Money; entries: number }[]; total: Money }[];
  undrawn: number; // added entries with no amount in the currency
  earlier: number; // added before the window
  changed: number;
  retracted: number;
}

const kWindow = 30;

export function changesView(diff: Diff, currency: string): ChangesView {
  const last = diff.to;
  const first = Math.max(diff.from, last - kWindow + 1);
  const inside = diff.added.filter((a) => a.known_date.last >= first);
  const drawable = inside.flatMap((a) => (a.amount !== null && a.amount.money.currency === currency ? [{ ...a, money: a.amount.money }] : []));
  const kinds = [...new Set(drawable.map((a) => a.kind))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return {
    first, last,
    kinds: kinds.map((kind) => {
      const ours = drawable.filter((a) => a.kind === kind);
      const days = [...new Set(ours.map((a) => Math.min(a.known_date.last, last)))].sort((a, b) => a - b);
      return {
        kind,
        days: days.map((day) => {
          const that = ours.filter((a) => Math.min(a.known_date.last, last) === day);
          return { day, money: sum(that.map((a) => a.money), currency), entries: that.length };
        }),
        total: sum(ours.map((a) => a.money), currency),
      };
    }),
    undrawn: inside.length - drawable.length,
    earlier: diff.added.length - inside.length,
    changed: diff.changed?.length ?? 0,
    retracted: diff.retracted?.length ?? 0,
  };
}

// Kinds of entry in the order of the stages they bring: pledge, allocation, contract, event.
function rank(kind: string): number {
  const found = stages.findIndex((s) => s.slice(0, 5) === kind.slice(0, 5));
  return found === -1 ? stages.length : found;
}

export function changes(diff: Diff, context: Context): Chart {
  const { currency } = context.head.programme;
  const view = changesView(diff, currency);
  return {
    gist: gistOf(view),
    unit: `${currency} by day it became known`,
    asKnown: diff.to,
    legend: [],
    notes: notesOf(view),
    empty: view.kinds.length === 0,
    draw: (width) => [drawDays(view, currency, width)],
  };
}

function gistOf(view: ChangesView): string {
  const period = `Between ${shownDay(view.first)} and ${shownDay(view.last)}`;
  if (view.kinds.length === 0) return `${period} no amount was added.`;
  const added = view.kinds.map((k) => `${plural(k.kind)} of ${shown(k.total)}`);
  return `${period} there were added: ${added.join(", ")}.`;
}

function plural(kind: string): string {
  return `${words(kind)}s`;
}

function notesOf(view: ChangesView): string[] {
  const notes: string[] = [];
  if (view.changed + view.retracted > 0) notes.push(`Beside these, ${view.changed} changed and ${view.retracted} retracted; the table gives the reasons.`);
  if (view.undrawn > 0) notes.push(`Added without an amount in this currency: ${view.undrawn}.`);
  if (view.earlier > 0) notes.push(`Added before ${shownDay(view.first)} and not drawn: ${view.earlier}.`);
  return notes;
}

interface Bar {
  kind: string;
  day: Day;
  size: number;
  label: string;
  hover: string;
}

function drawDays(view: ChangesView, currency: string, width: number): SVGSVGElement {
  const bars = view.kinds.flatMap((k) =>
    k.days.map((d): Bar => ({
      kind: k.kind, day: d.day, size: drawn(d.money), label: short(d.money),
      hover: `${shownDay(d.day)}: ${shown(d.money)}, ${d.entries} ${d.entries === 1 ? "entry" : "entries"}`,
    })),
  );
  const heads = view.kinds.map((k) => ({ kind: k.kind, label: `${sentence(plural(k.kind))}  ${currency} ${short(k.total)}` }));
  const peaks = view.kinds.flatMap((k) => {
    const ours = bars.filter((b) => b.kind === k.kind);
    return ours.filter((b) => b.size === Math.max(...ours.map((o) => o.size))).slice(0, 1);
  });
  const ticks: Day[] = [];
  for (let day = view.last; day >= view.first; day -= 7) ticks.unshift(day);
  return Plot.plot({
    width, height: 100 * view.kinds.length + 30, className: "plot",
    marginLeft: 2, marginRight: 2, marginTop: 6, marginBottom: 26,
    fy: { domain: view.kinds.map((k) => k.kind), axis: null, padding: 0.08 },
    x: { domain: [view.first - 0.6, view.last + 0.6], axis: null },
    y: { domain: [Math.min(0, ...bars.map((b) => b.size)), Math.max(1, ...bars.map((b) => b.size)) * 1.62], axis: null },
    marks: [
      Plot.text(heads, { fy: "kind", frameAnchor: "top-left", text: "label", fontSize: 12.5, fontWeight: 650 }),
      Plot.ruleY([0], { stroke: ink.rule }),
      Plot.rectY(bars, { fy: "kind", x1: (b: Bar) => b.day - 0.36, x2: (b: Bar) => b.day + 0.36, y1: 0, y2: "size", fill: (b: Bar) => (b.kind === "pledge" ? ink.promised : ink.goods), title: "hover" }),
      Plot.text(peaks, {
        fy: "kind", y: "size", text: "label", dy: -8, fontSize: 11.5,
        x: (b: Bar) => Math.min(Math.max(b.day, view.first + 1), view.last - 1), // keeps the label inside
      }),
      Plot.axisX(ticks, { facetAnchor: "bottom", tickSize: 4, stroke: ink.rule, label: null, fill: ink.muted, tickFormat: (d: number) => dayLabel(d) }),
    ],
  }) as SVGSVGElement;
}

function dayLabel(day: Day): string {
  const year = yearOf(day);
  let month = 1;
  while (month < 12 && dayOf(year, month + 1, 1) <= day) month += 1;
  return `${day - dayOf(year, month, 1) + 1} ${shownMonth(month)}`;
}
