// Rows of bars: a ranking, what moves a result up and down, or a range with its middle. What is not reported is hatched.

import * as Plot from "@observablehq/plot";
import type { Chart, Context } from "./chart";
import { chartOf, kinds, role, roles, roomFor, roundTicks, tick, worded, type Role } from "./drawing";
import { clipped, hatching, ink } from "./ink";
import { list, measure, oneOf, optional, record, text, truth, type Value } from "./shape";

export const parseBars = record({
  ...worded,
  kind: oneOf(kinds),
  axis: optional(truth), // ticks along the bottom
  rows: list(record({
    name: text,
    note: optional(text), // under the name
    label: optional(text), // the row's figure; absent: not reported
    parts: optional(list(record({ from: measure, to: measure, role }))),
    marks: optional(list(record({ at: measure, role }))),
  })),
});
export type Bars = Value<typeof parseBars>;
type Row = Bars["rows"][number];

export function bars(data: Bars, context: Context): Chart {
  return chartOf(data, context, data.rows.length === 0, (width, id) => [drawBars(data, width, id)]);
}

const kRow = 32;
const kStacked = 44; // where the name stands above its bar

function drawBars(data: Bars, width: number, id: string): SVGSVGElement {
  const stacked = width < 560;
  const many = data.rows.length > 16 && data.rows.every((r) => r.note === null);
  const rowHeight = stacked ? (many ? 38 : kStacked) : many ? 23 : kRow;
  const half = many ? 6 : 8; // of a bar's thickness
  const values = data.rows.flatMap((r) => [...(r.parts ?? []).flatMap((p) => [p.from, p.to]), ...(r.marks ?? []).map((m) => m.at)]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const longest = Math.max(roomFor(data.rows.map((r) => r.name), 12.5), roomFor(data.rows.map((r) => r.note ?? ""), 10.5)) + 18;
  const names = stacked ? 0 : Math.min(longest, width * 0.38, 300);
  const figures = roomFor(data.rows.map((r) => r.label ?? "not reported"), 12) + 14;
  const end = width - figures;
  const bottom = data.axis === true ? 26 : 4;
  const height = data.rows.length * rowHeight + bottom + 6;
  const at = (n: number) => 4 + n * rowHeight + (stacked ? rowHeight - 14 : rowHeight / 2);
  const x = { domain: [low, high === low ? low + 1 : high], range: [names + 2, end], axis: null };
  const rows = data.rows.map((row, n) => ({ row, y: at(n) }));
  const parts = rows.flatMap(({ row, y }) => (row.parts ?? []).map((p) => ({ ...p, y, thick: p.role === "expected" && hasMark(row) ? 5 : half, hover: `${row.name}: ${row.label ?? ""}` })));
  const marks = rows.flatMap(({ row, y }) => (row.marks ?? []).map((m) => ({ ...m, y })));
  const silent = rows.filter(({ row }) => (row.parts ?? []).length === 0 && (row.marks ?? []).length === 0);
  const ticks = roundTicks(low, high, Math.max(2, Math.floor((end - names) / 90)));
  const hatch = `${id}-hatch`;
  const drawing = Plot.plot({
    width, height, margin: 0, className: "plot", x,
    y: { domain: [0, height], range: [0, height], axis: null },
    marks: [
      data.axis === true ? Plot.ruleX(ticks, { y1: 0, y2: height - bottom, stroke: ink.rule }) : [],
      data.axis === true ? Plot.text(ticks, { x: (v: number) => v, y: height - 10, text: (v: number) => tick(v, data.kind), fill: ink.muted, fontSize: 11 }) : [],
      Plot.rect(parts, { x1: "from", x2: "to", y1: (p: { y: number; thick: number }) => p.y - p.thick, y2: (p: { y: number; thick: number }) => p.y + p.thick, fill: (p: { role: Role }) => roles[p.role], fillOpacity: (p: { thick: number }) => (p.thick === 5 ? 0.32 : 1), title: "hover" }),
      Plot.rect(silent, { x1: low, x2: low + (high - low || 1) * 0.25, y1: (s: { y: number }) => s.y - 6, y2: (s: { y: number }) => s.y + 6, fill: `url(#${hatch})` }),
      low < 0 ? Plot.ruleX([0], { y1: 0, y2: height - bottom, stroke: ink.muted }) : [],
      Plot.ruleX(marks.filter((m) => m.role === "target"), { x: "at", y1: (m: { y: number }) => m.y - half - 3, y2: (m: { y: number }) => m.y + half + 3, stroke: ink.text, strokeWidth: 2 }),
      Plot.dot(marks.filter((m) => m.role !== "target"), { x: "at", y: "y", r: 5, fill: (m: { role: Role }) => roles[m.role], stroke: ink.paper }),
      Plot.text(rows, { x: stacked ? low : low, y: (r: { row: Row; y: number }) => (stacked ? r.y - 17 : r.y - (r.row.note === null ? 0 : 6)), text: (r: { row: Row }) => (stacked ? clipped([r.row.name, ...(r.row.note === null ? [] : [r.row.note])].join(" · "), 12.5, width - 4) : clipped(r.row.name, 12.5, names - 14)), dx: stacked ? 0 : -12, textAnchor: stacked ? "start" : "end", fontSize: 12.5, stroke: ink.paper, strokeWidth: 3, fill: ink.text }),
      stacked ? [] : Plot.text(rows.filter(wraps), { x: low, y: (r: { y: number }) => r.y + 8, text: (r: { row: Row }) => clipped(r.row.note ?? "", 10.5, names - 14), dx: -12, textAnchor: "end", fontSize: 10.5, fill: ink.muted }),
      Plot.text(rows, { x: x.domain[1] ?? 1, y: "y", dx: 10, text: (r: { row: Row }) => r.row.label ?? "not reported", textAnchor: "start", fontSize: 12, fill: (r: { row: Row }) => (r.row.label === null ? ink.muted : ink.text) }),
    ],
  }) as SVGSVGElement;
  drawing.prepend(hatching(hatch));
  return drawing;
}

function hasMark(row: Row): boolean {
  return (row.marks ?? []).some((m) => m.role !== "target");
}

function wraps(entry: { row: Row }): boolean {
  return entry.row.note !== null;
}
