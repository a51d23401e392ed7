// Promises with a date: how many stand where, and for those nearest to the report date when they were due
// and when they came.

import * as Plot from "@observablehq/plot";
import { named, verdicts, type Promised, type Promises, type Verdict } from "./brief";
import type { Chart, Context, Legend } from "./chart";
import { shownDay, shownSpan, type Day } from "./day";
import { dayTicks, roomFor } from "./drawing";
import { clipped, ink, svg, textWidth } from "./ink";
import { sentence, words } from "./stage";
import { grouped } from "./total";

export interface PromiseLine {
  name: string;
  due: Day;
  on: Day | null;
  onFirst: Day | null; // differs from `on` where only a month or year is known
  verdict: Verdict;
  hover: string;
}

export interface PromisesView {
  counts: Map<Verdict, number>;
  lines: PromiseLine[]; // by due date
  all: number;
  left: number; // dated promises of the page that are not drawn
  undated: number;
  today: Day;
}

const kInks: Record<Verdict, string> = {
  kept: ink.kept, late: ink.late, open: ink.open, broken: ink.broken, not_checkable: ink.faint,
};
// Told apart by form as well as by ink.
const kMarks = { kept: "circle", late: "triangle", open: "diamond", broken: "times", not_checkable: "square" } as const;

// The `most` promises that were or fall due nearest to the day the page is known as of.
export function promisesView(data: Promises, context: Context, most: number): PromisesView {
  const today = context.head.as_known;
  const counts = new Map<Verdict, number>(verdicts.map((v) => [v, data.counts?.[v] ?? data.promises.filter((p) => p.verdict === v).length]));
  const dated = data.promises.flatMap((p) => (p.due === null ? [] : [lineOf(p, p.due.last, context)]));
  const near = [...dated].sort((a, b) => Math.abs(a.due - today) - Math.abs(b.due - today) || (a.name < b.name ? -1 : 1));
  const lines = near.slice(0, most).sort((a, b) => a.due - b.due || (a.name < b.name ? -1 : 1));
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  return { counts, lines, all, left: dated.length - lines.length, undated: data.promises.length - dated.length, today };
}

function lineOf(promise: Promised, due: Day, context: Context): PromiseLine {
  const name = promise.name ?? named(context.head, promise.series ?? promise.id);
  const late = promise.days_late === null ? "" : promise.days_late > 0 ? `, ${promise.days_late} days late` : "";
  const came = promise.on === null ? "" : `, came ${shownSpan(promise.on)}`;
  return {
    name, due, on: promise.on?.last ?? null, onFirst: promise.on?.first ?? null, verdict: promise.verdict,
    hover: `${name}: ${words(promise.verdict)}, due ${promise.due === null ? "" : shownSpan(promise.due)}${came}${late}`,
  };
}

export function promises(data: Promises, context: Context): Chart {
  const view = promisesView(data, context, 26);
  return {
    gist: gistOf(view),
    unit: "number of promises, and days due and come",
    asKnown: view.today,
    legend: legendOf(view),
    notes: notesOf(view),
    empty: view.all === 0,
    draw: (width) => [drawShares(view, width), drawLines(view, width)],
  };
}

function gistOf(view: PromisesView): string {
  if (view.all === 0) return "No promise with a date is known.";
  const counts = verdicts.map((v) => `${view.counts.get(v) ?? 0} ${words(v)}`);
  return `Of ${view.all} promises: ${counts.join(", ")}.`;
}

function legendOf(view: PromisesView): Legend[] {
  const shown = verdicts.filter((v) => (view.counts.get(v) ?? 0) > 0);
  return [
    ...shown.map((v): Legend => ({ label: sentence(v), mark: kMarks[v], ink: kInks[v] })),
    { label: "Due", mark: "line", ink: ink.muted },
  ];
}

function notesOf(view: PromisesView): string[] {
  const notes: string[] = [];
  if (view.left > 0) notes.push(`Drawn are the ${view.lines.length} due nearest to ${shownDay(view.today)}; ${view.left} more are in the table.`);
  if (view.undated > 0) notes.push(`${view.undated} without a due date cannot be placed in time.`);
  if (view.lines.some((l) => l.onFirst !== l.on)) notes.push("A broad stroke marks a delivery known only to the month or year; it is judged by its end.");
  return notes;
}

function drawShares(view: PromisesView, width: number): SVGSVGElement {
  const total = [...view.counts.values()].reduce((a, b) => a + b, 0);
  const shown = verdicts.filter((v) => (view.counts.get(v) ?? 0) > 0);
  const drawing = svg("svg", { class: "plot", width, height: 58, viewBox: `0 0 ${width} 58` });
  const room = width - 2 * (shown.length - 1);
  let x = 0;
  for (const verdict of shown) {
    const count = view.counts.get(verdict) ?? 0;
    const w = (room * count) / total;
    drawing.append(svg("rect", { x, y: 24, width: w, height: 22, fill: kInks[verdict] }));
    const full = `${grouped(`${count}`)} ${words(verdict)}`;
    const label = [full, grouped(`${count}`)].find((text) => textWidth(text, 13.5) < w); // none where neither fits: the legend and the table have it
    if (label !== undefined) drawing.append(svg("text", { x, y: 16, fill: ink.text, "font-size": 12.5, "font-weight": 650 }, [label]));
    x += w + 2;
  }
  return drawing;
}

function drawLines(view: PromisesView, width: number): SVGSVGElement {
  const narrow = width < 520;
  const rowHeight = narrow ? 36 : 22; // narrow: the name stands above its line
  const nameWidth = narrow ? 4 : Math.min(roomFor(view.lines.map((l) => l.name), 12) + 16, width * 0.4);
  const down = narrow ? 8 : 0;
  const days = view.lines.flatMap((l) => [l.due, l.on ?? l.due]).concat(view.today);
  const [first, last] = [Math.min(...days) - 6, Math.max(...days) + 6];
  const domain = view.lines.map((_, n) => n);
  const rows = view.lines.map((line, n) => ({ ...line, n, end: line.on ?? (line.verdict === "broken" || line.verdict === "open" ? Math.max(line.due, view.today) : line.due) }));
  const months = dayTicks(first, last, width - nameWidth);
  const labelled = (day: Day) => day < last - ((last - first) * 56) / (width - nameWidth); // else it would run off the edge
  const inkOf = (r: { verdict: Verdict }) => (r.verdict === "not_checkable" ? ink.muted : kInks[r.verdict]);
  return Plot.plot({
    width, height: rowHeight * rows.length + 58, className: "plot",
    marginLeft: nameWidth, marginRight: 10, marginTop: 28, marginBottom: 26,
    x: { domain: [first, last], axis: null },
    y: { domain, axis: null, type: "band", padding: 0 },
    symbol: { domain: verdicts, range: verdicts.map((v) => kMarks[v]) },
    marks: [
      Plot.gridX(months.map((m) => m.day), { stroke: ink.rule, strokeOpacity: 1 }),
      Plot.axisX(months.map((m) => m.day), { tickSize: 0, label: null, fill: ink.muted, textAnchor: "start", tickFormat: (day: number, n: number) => (labelled(day) ? months[n]?.label ?? "" : "") }),
      Plot.ruleX([view.today], { stroke: ink.text }),
      Plot.text([view.today], { x: (d: Day) => d, frameAnchor: "top", dy: -14, text: (d: Day) => `as known ${shownDay(d)}`, textAnchor: view.today > (first + last) / 2 ? "end" : "start", fontSize: 11.5 }),
      Plot.text(rows, {
        y: "n", frameAnchor: "left", textAnchor: "start", dx: -nameWidth, dy: narrow ? -8 : 0, text: (r: PromiseLine) => clipped(r.name, 12, narrow ? width : nameWidth - 12), fontSize: 12,
        stroke: ink.paper, strokeWidth: 4, fill: ink.text,
      }),
      Plot.link(rows.filter((r) => r.end !== r.due), {
        x1: "due", x2: "end", y1: "n", y2: "n", dy: down, stroke: inkOf, strokeWidth: 2,
        strokeOpacity: (r: PromiseLine) => (r.on === null ? 0.45 : 1),
      }),
      Plot.link(rows.filter((r) => r.on !== null && r.onFirst !== r.on), { x1: "onFirst", x2: "on", y1: "n", y2: "n", dy: down, stroke: inkOf, strokeWidth: 7, strokeOpacity: 0.35 }),
      Plot.tickX(rows, { x: "due", y: "n", stroke: ink.muted, strokeWidth: 1.8, insetTop: 5 + 2 * down, insetBottom: narrow ? 3 : 5 }),
      Plot.dot(rows.filter((r) => r.verdict !== "broken"), { x: "end", y: "n", symbol: "verdict", dy: down, r: 4.8, fill: inkOf, stroke: ink.paper, strokeWidth: 1, title: "hover" }),
      Plot.dot(rows.filter((r) => r.verdict === "broken"), { x: "end", y: "n", symbol: "verdict", dy: down, r: 4.5, stroke: inkOf, strokeWidth: 2.4, title: "hover" }),
    ],
  }) as SVGSVGElement;
}
