// What stands where: a row a term, a column a text; a sign a cell. "Not known" is no absence.

import type { Chart, Context, Legend } from "./chart";
import { chartOf, roomFor, worded } from "./drawing";
import { clipped, ink, svg, textWidth } from "./ink";
import { list, oneOf, record, text, type Value } from "./shape";

const kStates = ["present", "first", "changed", "vanished", "absent", "unknown"] as const;
type State = (typeof kStates)[number];

export const parseMatrix = record({
  ...worded,
  columns: list(text),
  rows: list(record({ name: text, cells: list(oneOf(kStates)) })),
});
export type Matrix = Value<typeof parseMatrix>;

const kSigns: Record<State, Legend> = {
  present: { label: "stands in it", mark: "circle", ink: ink.goods },
  first: { label: "for the first time", mark: "diamond", ink: ink.goods },
  changed: { label: "changed", mark: "triangle", ink: ink.late },
  vanished: { label: "gone", mark: "times", ink: ink.broken },
  absent: { label: "not in it", mark: "outline", ink: ink.faint },
  unknown: { label: "not known (only an outline)", mark: "hatch", ink: ink.faint },
};

export function matrix(data: Matrix, context: Context): Chart {
  const chart = chartOf(data, context, data.rows.length === 0 || data.columns.length === 0, (width) => [drawMatrix(data, width)]);
  const used = new Set(data.rows.flatMap((r) => r.cells));
  chart.legend = kStates.filter((s) => used.has(s) && s !== "unknown").map((s) => kSigns[s]);
  if (used.has("unknown")) chart.legend.push({ label: "blank: the record does not say", mark: "outline", ink: ink.rule });
  return chart;
}

function drawMatrix(data: Matrix, width: number): SVGSVGElement {
  const stacked = width < 560;
  const names = stacked ? 0 : Math.min(roomFor(data.rows.map((r) => r.name), 12.5) + 18, width * 0.46);
  const room = (width - names) / data.columns.length;
  const slanted = data.columns.some((c) => textWidth(c, 11) > room - 8);
  const top = slanted ? Math.min(130, Math.max(...data.columns.map((c) => textWidth(c, 11))) * 0.72 + 14) : 26;
  const rowHeight = stacked ? 42 : 27;
  const height = top + data.rows.length * rowHeight + 4;
  const middle = (n: number) => names + room * (n + 0.5);
  const heads = data.columns.map((c, n) => slanted
    ? svg("text", { x: 0, y: 0, "font-size": 11, fill: ink.muted, transform: `translate(${(middle(n) - 2).toFixed(1)} ${top - 8}) rotate(-45)` }, [clipped(c, 11, 150)])
    : svg("text", { x: middle(n).toFixed(1), y: 12, "font-size": 11, "text-anchor": "middle", fill: ink.muted }, [c]));
  const rows = data.rows.flatMap((row, r) => {
    const y = top + r * rowHeight;
    const at = y + (stacked ? 29 : rowHeight / 2);
    const rule = svg("line", { x1: 0, x2: width, y1: y, y2: y, stroke: ink.rule });
    const name = svg("text", stacked ? { x: 0, y: y + 14, "font-size": 12.5, fill: ink.text } : { x: 0, y: at + 4, "font-size": 12.5, fill: ink.text }, [clipped(row.name, 12.5, stacked ? width : names - 12)]);
    return [rule, name, ...row.cells.flatMap((state, n) => sign(state, middle(n), at, `${row.name}: ${kSigns[state].label}, ${data.columns[n] ?? ""}`))];
  });
  return svg("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}` }, [...heads, ...rows]);
}

function sign(state: State, x: number, y: number, title: string): SVGElement[] {
  const at = { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` };
  const says = [svg("title", {}, [title])];
  switch (state) {
    case "present": return [svg("circle", { ...at, r: 5.5, fill: ink.goods }, says)];
    case "first": return [svg("path", { ...at, d: "M0,-7.5L7,0L0,7.5L-7,0Z", fill: ink.goods }, says)];
    case "changed": return [svg("path", { ...at, d: "M0,-7L7,6H-7Z", fill: ink.late }, says)];
    case "vanished": return [svg("path", { ...at, d: "M-5.5,-5.5L5.5,5.5M5.5,-5.5L-5.5,5.5", fill: "none", stroke: ink.broken, "stroke-width": 2.4 }, says)];
    case "absent": return [svg("rect", { ...at, x: -6, y: -4.5, width: 12, height: 9, fill: "none", stroke: ink.faint, "stroke-width": 1.6 }, says)];
    case "unknown": return [];
  }
}
