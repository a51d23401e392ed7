// Columns side by side with a line that says what they should be: how often outcomes fell into each tenth of a forecast.

import type { Chart, Context } from "./chart";
import { chartOf, kinds, role, roles, roundTicks, tick, worded } from "./drawing";
import { ink, svg, textWidth } from "./ink";
import { list, measure, oneOf, optional, record, text, type Value } from "./shape";

export const parseColumns = record({
  ...worded,
  kind: oneOf(kinds),
  columns: list(record({ name: text, value: measure, label: optional(text), role })),
  line: optional(record({ value: measure, label: text })),
});
export type ColumnData = Value<typeof parseColumns>;

export function columns(data: ColumnData, context: Context): Chart {
  const chart = chartOf(data, context, data.columns.length === 0, (width) => [drawColumns(data, width)]);
  if (data.line !== null) chart.legend.push({ label: data.line.label, mark: "dashes", ink: ink.text });
  return chart;
}

function drawColumns(data: ColumnData, width: number): SVGSVGElement {
  const top = Math.max(...data.columns.map((c) => c.value), data.line?.value ?? 0, 1e-9) * 1.15;
  const ticks = roundTicks(0, top, 4);
  const left = Math.max(...ticks.map((t) => textWidth(tick(t, data.kind), 11))) + 10;
  const [height, above, below] = [width < 420 ? 220 : 260, 16, 28];
  const y = (value: number) => height - below - (value / top) * (height - below - above);
  const room = (width - left) / data.columns.length;
  const grid = ticks.flatMap((t) => [
    svg("line", { x1: left, x2: width, y1: y(t), y2: y(t), stroke: t === 0 ? ink.muted : ink.rule }),
    svg("text", { x: left - 7, y: y(t) + 4, "text-anchor": "end", "font-size": 11, fill: ink.muted }, [tick(t, data.kind)]),
  ]);
  const fits = data.columns.every((c) => textWidth(c.label ?? "", 11) < room - 2);
  const every = Math.ceil(Math.max(...data.columns.map((c) => textWidth(c.name, 11))) / Math.max(1, room - 4));
  const bars = data.columns.flatMap((c, n) => {
    const x = left + room * n + room * 0.12;
    const middle = left + room * (n + 0.5);
    return [
      svg("rect", { x: x.toFixed(1), y: y(c.value).toFixed(1), width: (room * 0.76).toFixed(1), height: Math.max(0, y(0) - y(c.value)).toFixed(1), fill: roles[c.role] }, [svg("title", {}, [`${c.name}: ${c.label ?? ""}`])]),
      ...(c.label !== null && fits ? [svg("text", { x: middle.toFixed(1), y: (y(c.value) - 5).toFixed(1), "text-anchor": "middle", "font-size": 11, fill: ink.text, stroke: ink.paper, "stroke-width": 3, "paint-order": "stroke" }, [c.label])] : []),
      ...(n % every === 0 ? [svg("text", { x: middle.toFixed(1), y: height - 9, "text-anchor": "middle", "font-size": 11, fill: ink.muted }, [c.name])] : []),
    ];
  });
  const line = data.line === null ? [] : [
    svg("line", { x1: left, x2: width, y1: y(data.line.value), y2: y(data.line.value), stroke: ink.text, "stroke-width": 1.6, "stroke-dasharray": "4,3" }),
  ];
  return svg("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}` }, [...grid, ...bars, ...line]);
}
