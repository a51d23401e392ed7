// Rows of bars in time: consignments, projects, events of a calendar. A bar says from when until when; a mark says a day.

import * as Plot from "@observablehq/plot";
import type { Chart, Context } from "./chart";
import { chartOf, dayTicks, moment, role, roles, roomFor, wordInk, worded, type Role } from "./drawing";
import { span } from "./day";
import { clipped, ink } from "./ink";
import { list, oneOf, optional, record, text, type Value } from "./shape";

const kShapes = ["circle", "diamond", "line", "times"] as const;

export const parseGantt = record({
  ...worded,
  today: optional(moment),
  rows: list(record({
    name: text,
    note: optional(text), // under the name, in muted ink
    label: optional(text), // at the right: "3 weeks late"
    tone: optional(role), // of the label
    bars: optional(list(record({ from: span, until: span, role, title: optional(text) }))),
    marks: optional(list(record({ at: moment, role, shape: oneOf(kShapes), title: optional(text) }))),
  })),
});
export type Gantt = Value<typeof parseGantt>;
type Row = Gantt["rows"][number];

export function gantt(data: Gantt, context: Context): Chart {
  return chartOf(data, context, data.rows.length === 0, (width) => [drawGantt(data, width)]);
}

interface Placed { row: Row; y: number }

function isThin(of: Role): boolean {
  return of === "planned" || of === "unknown";
}

function drawGantt(data: Gantt, width: number): SVGSVGElement {
  const stacked = width < 620;
  const noted = data.rows.some((r) => r.note !== null);
  const rowHeight = stacked ? (noted ? 58 : 44) : noted ? 36 : 26;
  const names = stacked ? 0 : Math.min(Math.max(roomFor(data.rows.map((r) => r.name), 12.5), roomFor(data.rows.map((r) => r.note ?? ""), 10.5)) + 18, width * 0.32);
  const labels = stacked ? 0 : Math.min(roomFor(data.rows.map((r) => r.label ?? ""), 11.5) + 14, width * 0.25);
  const days = data.rows.flatMap((r) => [...(r.bars ?? []).flatMap((b) => [b.from.first, b.until.last + 1]), ...(r.marks ?? []).map((m) => m.at)]);
  if (data.today !== null) days.push(data.today);
  const [least, most] = [Math.min(...days), Math.max(...days)];
  const pad = Math.max(2, (most - least) * 0.02);
  const [first, last] = [least - pad, most + pad];
  const top = 26;
  const height = top + data.rows.length * rowHeight + 4;
  const ticks = dayTicks(first, last, width - names - labels);
  const rows = data.rows.map((row, n): Placed => ({ row, y: top + n * rowHeight + (stacked ? rowHeight - 13 : rowHeight / 2) }));
  const bars = rows.flatMap(({ row, y }) => (row.bars ?? []).map((b, n) => {
    const thin = isThin(b.role);
    const beside = thin && (row.bars ?? []).some((other) => !isThin(other.role) && other.role !== "closed"); // what was planned, under what is
    const [y1, y2] = b.role === "closed" ? [-11, -8.5] : beside ? [5, 9] : [-7, thin ? 7 : 4];
    return { from: b.from.first, to: Math.max(b.until.last + 1, b.from.first + (last - first) * 0.004), y1: y + y1, y2: y + y2, role: b.role, title: b.title ?? row.name, n };
  }));
  const marks = rows.flatMap(({ row, y }) => (row.marks ?? []).map((m) => ({ ...m, y, title: m.title ?? row.name })));
  const left = (size: number, of: (r: Row) => string | null, dy: number, fill: string) => Plot.text(rows.filter((r) => (of(r.row) ?? "") !== ""), {
    x: first, y: (r: Placed) => r.y + dy, text: (r: Placed) => clipped(of(r.row) ?? "", size, stacked ? width - 4 : names - 14),
    dx: stacked ? 0 : -12, textAnchor: stacked ? "start" : "end", fontSize: size, fill,
  });
  return Plot.plot({
    width, height, margin: 0, className: "plot",
    x: { domain: [first, last], range: [names + 2, width - labels - 2], axis: null },
    y: { domain: [0, height], range: [0, height], axis: null },
    marks: [
      Plot.ruleX(ticks, { x: "day", y1: top - 4, y2: height, stroke: ink.rule }),
      Plot.text(ticks.filter((t) => t.day < last - (last - first) * 0.04), { x: "day", y: 10, text: "label", textAnchor: "start", dx: 2, fill: ink.muted, fontSize: 11 }),
      Plot.ruleY(rows.slice(1), { y: (r: Placed) => r.y - (stacked ? rowHeight - 13 : rowHeight / 2), stroke: ink.rule, strokeOpacity: 0.55, x1: first, x2: last }),
      data.today === null ? [] : Plot.ruleX(stacked ? rows.map(({ y }) => ({ y1: y - 10, y2: y + 12 })) : [{ y1: top - 8, y2: height }], { x: data.today, y1: "y1", y2: "y2", stroke: ink.text, strokeDasharray: "2,3" }),
      Plot.rect(bars, { x1: "from", x2: "to", y1: "y1", y2: "y2", fill: (b: { role: Role }) => roles[b.role], rx: 1.5, title: "title" }),
      Plot.ruleX(marks.filter((m) => m.shape === "line"), { x: "at", y1: (m: { y: number }) => m.y - 11, y2: (m: { y: number }) => m.y + 11, stroke: (m: { role: Role }) => roles[m.role], strokeWidth: 2.2 }),
      (["circle", "diamond", "times"] as const).map((shape) => Plot.dot(marks.filter((m) => m.shape === shape), {
        x: "at", y: "y", r: 5, symbol: shape, fill: shape === "times" ? "none" : (m: { role: Role }) => roles[m.role],
        stroke: shape === "times" ? (m: { role: Role }) => roles[m.role] : ink.paper, strokeWidth: shape === "times" ? 2.2 : 1.2, title: "title",
      })),
      left(12.5, (r) => r.name, stacked ? (noted ? -33 : -19) : noted ? -6 : 0, ink.text),
      noted ? left(10.5, (r) => (stacked && r.label !== null ? `${r.note ?? ""}${r.note === null ? "" : " · "}${r.label}` : r.note), stacked ? -18 : 8, ink.muted) : [],
      stacked ? [] : Plot.text(rows, { x: last, y: "y", dx: 10, text: (r: Placed) => clipped(r.row.label ?? "", 11.5, labels), textAnchor: "start", fontSize: 11.5, fill: (r: Placed) => wordInk(r.row.tone) }),
    ],
  }) as SVGSVGElement;
}
