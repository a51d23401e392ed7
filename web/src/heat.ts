// Use of places over weeks: a row a place, a cell a week, darker the closer to its capacity; full weeks have the ink of
// what breaks a promise, closed ones are crossed out.

import type { Chart, Context } from "./chart";
import { chartOf, dayTicks, roomFor, worded } from "./drawing";
import { week } from "./day";
import { clipped, ink, steps, svg } from "./ink";
import { list, measure, optional, record, text, truth, type Value } from "./shape";

export const parseHeat = record({
  ...worded,
  rows: list(record({
    name: text,
    label: optional(text),
    cells: list(record({ week, share: measure, closed: optional(truth), title: optional(text) })), // share of the capacity, 1 = full
  })),
});
export type Heat = Value<typeof parseHeat>;

type Cell = Heat["rows"][number]["cells"][number];

const kFull = 0.995;

export function heat(data: Heat, context: Context): Chart {
  const chart = chartOf(data, context, data.rows.every((r) => r.cells.length === 0), (width) => [drawHeat(data, width)]);
  chart.legend = [
    { label: "under 25 %", mark: "fill", ink: steps[0] }, { label: "25 to 50 %", mark: "fill", ink: steps[1] },
    { label: "50 to 75 %", mark: "fill", ink: steps[2] }, { label: "75 % and more", mark: "fill", ink: steps[3] },
    { label: "full", mark: "fill", ink: ink.broken },
    ...(data.rows.some((r) => r.cells.some((c) => c.closed === true)) ? [{ label: "closed, or partly", mark: "times", ink: ink.text } as const] : []),
  ];
  return chart;
}

function colour(share: number): string {
  if (share >= kFull) return ink.broken;
  return steps[Math.min(3, Math.floor(share * 4))] ?? steps[0];
}

function drawHeat(data: Heat, width: number): SVGSVGElement {
  const stacked = width < 560;
  const rowHeight = stacked ? 40 : 27;
  const names = stacked ? 0 : Math.min(roomFor(data.rows.map((r) => r.name), 12.5) + 14, width * 0.34);
  const labels = roomFor(data.rows.map((r) => r.label ?? ""), 11.5) + 10;
  const mondays = data.rows.flatMap((r) => r.cells.map((c) => c.week.monday));
  const [first, last] = [Math.min(...mondays), Math.max(...mondays) + 7];
  const room = width - names - labels;
  const at = (day: number) => names + ((day - first) / (last - first)) * room;
  const top = 22;
  const height = top + data.rows.length * rowHeight + 2;
  const cell = (room * 7) / (last - first);
  const gap = cell > 6 ? 1.5 : cell > 3 ? 0.6 : 0;
  const rows = data.rows.flatMap((row, n) => {
    const y = top + n * rowHeight + (stacked ? 17 : 4);
    const titled = (c: Cell) => (c.title === null ? [] : [svg("title", {}, [c.title])]);
    const cells = row.cells.filter((c) => c.share > 0 || c.closed === true).map((c) =>
      svg("rect", { x: at(c.week.monday).toFixed(1), y, width: Math.max(0.8, cell - gap).toFixed(1), height: 19, fill: c.share > 0 ? colour(c.share) : ink.land }, titled(c)));
    const crosses = row.cells.filter((c) => c.closed === true).flatMap((c) => {
      const [x, arm] = [at(c.week.monday) + (cell - gap) / 2, Math.min(5, Math.max(1.6, (cell - gap) / 2))];
      const cross = `M${(x - arm).toFixed(1)},${y + 9.5 - arm}L${(x + arm).toFixed(1)},${y + 9.5 + arm}M${(x + arm).toFixed(1)},${y + 9.5 - arm}L${(x - arm).toFixed(1)},${y + 9.5 + arm}`;
      return [svg("path", { d: cross, fill: "none", stroke: ink.paper, "stroke-width": 3.6 }), svg("path", { d: cross, fill: "none", stroke: ink.text, "stroke-width": 1.6 }, titled(c))];
    });
    const name = svg("text", stacked ? { x: 0, y: y - 5, "font-size": 12.5, fill: ink.text } : { x: names - 10, y: y + 14, "text-anchor": "end", "font-size": 12.5, fill: ink.text }, [clipped(row.name, 12.5, stacked ? width : names - 12)]);
    const label = row.label === null ? [] : [svg("text", { x: width - labels + 8, y: y + 14, "font-size": 11.5, fill: ink.text }, [row.label])];
    const ground = svg("rect", { x: names, y, width: room, height: 19, fill: ink.land, "fill-opacity": 0.5 });
    return [ground, ...cells, ...crosses, name, ...label];
  });
  const ticks = dayTicks(first, last, room).flatMap((t) => [
    svg("line", { x1: at(t.day), x2: at(t.day), y1: 16, y2: height, stroke: ink.rule, "stroke-width": 1 }),
    ...(at(t.day) < width - labels - 24 ? [svg("text", { x: at(t.day) + 3, y: 11, "font-size": 11, fill: ink.muted }, [t.label])] : []),
  ]);
  return svg("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}` }, [...rows, ...ticks]);
}
