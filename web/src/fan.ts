// What is to come and how sure that is: what was, a line for the middle, a band for eight futures in ten, and the target.

import * as Plot from "@observablehq/plot";
import type { Chart, Context } from "./chart";
import { chartOf, dayTicks, kinds, moment, roundTicks, tick, worded } from "./drawing";
import { ink, textWidth } from "./ink";
import { list, measure, oneOf, optional, record, text, type Value } from "./shape";

export const parseFan = record({
  ...worded,
  kind: oneOf(kinds),
  past: optional(list(record({ at: moment, value: measure }))),
  points: list(record({ at: moment, low: measure, middle: measure, high: measure })),
  end: optional(record({ low: text, middle: text, high: text })), // the last point in words
  target: optional(record({ at: optional(moment), value: measure, label: text })),
  today: optional(moment),
});
export type Fan = Value<typeof parseFan>;

export function fan(data: Fan, context: Context): Chart {
  return chartOf(data, context, data.points.length === 0, (width) => [drawFan(data, width)]);
}

function drawFan(data: Fan, width: number): SVGSVGElement {
  const narrow = width < 520;
  const past = data.past ?? [];
  const days = [...past.map((p) => p.at), ...data.points.map((p) => p.at), ...(data.target?.at == null ? [] : [data.target.at])];
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const top = Math.max(...data.points.map((p) => p.high), ...past.map((p) => p.value), data.target?.value ?? 0, data.kind === "share" ? 0.05 : 1e-9);
  const high = data.kind === "share" && top > 0.55 ? 1 : top * 1.08;
  const end = data.points[data.points.length - 1];
  const labels = end === undefined || data.end === null ? [] : spread([
    { at: end.at, value: end.high, text: data.end.high, strong: false },
    { at: end.at, value: end.middle, text: data.end.middle, strong: true },
    { at: end.at, value: end.low, text: data.end.low, strong: false },
  ], (high / (narrow ? 210 : 270)) * 16);
  const marginRight = labels.length === 0 ? 14 : Math.max(...labels.map((l) => textWidth(l.text, 12.5))) + 18;
  const ticks = dayTicks(first, last, width - 62 - marginRight);
  const joined = past.length === 0 ? [] : [past[past.length - 1]!];
  const joint = joined.map((p) => ({ at: p.at, low: p.value, middle: p.value, high: p.value }));
  const points = [...joint, ...data.points];
  return Plot.plot({
    width, height: narrow ? 260 : 330, className: "plot", marginLeft: narrow ? 46 : 58, marginRight, marginTop: 22, marginBottom: 32,
    x: { domain: [first, last], axis: null },
    y: { domain: [0, high], axis: null },
    marks: [
      Plot.gridY(roundTicks(0, high, 5), { stroke: ink.rule, strokeOpacity: 1 }),
      Plot.axisY(roundTicks(0, high, 5), { tickSize: 0, label: null, fill: ink.muted, tickFormat: (v: number) => tick(v, data.kind) }),
      Plot.axisX(ticks.map((t) => t.day), { tickSize: 4, stroke: ink.rule, label: null, fill: ink.muted, textAnchor: "start", tickFormat: (_: number, n: number) => ticks[n]?.label ?? "" }),
      Plot.ruleY([0], { stroke: ink.muted }),
      Plot.areaY(points, { x: "at", y1: "low", y2: "high", fill: ink.goods, fillOpacity: 0.2 }),
      Plot.lineY(points, { x: "at", y: "middle", stroke: ink.goods, strokeWidth: 2.6 }),
      Plot.lineY(past, { x: "at", y: "value", stroke: ink.past, strokeWidth: 2.6 }),
      ...(data.target === null ? [] : [
        Plot.ruleY([data.target.value], { stroke: ink.text, strokeDasharray: "3,3" }),
        Plot.text([data.target], { x: () => first, y: "value", text: "label", textAnchor: "start", dx: 6, dy: -8, fontSize: 12, fill: ink.text, stroke: ink.paper, strokeWidth: 4 }),
      ]),
      ...(data.today === null ? [] : [Plot.ruleX([data.today], { stroke: ink.muted, strokeDasharray: "1,3" })]),
      Plot.dot(end === undefined ? [] : [end], { x: "at", y: "middle", r: 4, fill: ink.goods, stroke: ink.paper }),
      Plot.text(labels.filter((l) => l.strong), { x: "at", y: "value", text: "text", textAnchor: "start", dx: 10, fontSize: 12.5, fontWeight: 650, fill: ink.goods }),
      Plot.text(labels.filter((l) => !l.strong), { x: "at", y: "value", text: "text", textAnchor: "start", dx: 10, fontSize: 11.5, fill: ink.muted }),
    ],
  }) as SVGSVGElement;
}

interface Label { at: number; value: number; text: string; strong: boolean }

// Labels from the top down, each at least `gap` below the one before; the middle one stays where it is.
function spread(labels: Label[], gap: number): Label[] {
  const [high, middle, low] = labels;
  if (high === undefined || middle === undefined || low === undefined) return labels;
  return [{ ...high, value: Math.max(high.value, middle.value + gap) }, middle, { ...low, value: Math.min(low.value, middle.value - gap) }];
}
