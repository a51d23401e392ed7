// Small multiples: a panel a donor, site or course, each with its lines, all on one axis of time.

import * as Plot from "@observablehq/plot";
import type { Chart, Context } from "./chart";
import { chartOf, dayTicks, kinds, moment, role, roles, roundTicks, tick, worded } from "./drawing";
import type { Day } from "./day";
import { clipped, ink, svg, textWidth } from "./ink";
import { list, measure, oneOf, optional, record, text, truth, type Value } from "./shape";

export const parsePanels = record({
  ...worded,
  kind: oneOf(kinds),
  shared: optional(truth), // one scale for all; else each panel has its own
  panels: list(record({
    name: text,
    note: optional(text), // what to read off it: "4 months late"
    kept: optional(truth),
    lines: list(record({ role, steps: optional(truth), points: list(record({ at: moment, value: measure, label: optional(text) })) })),
  })),
});
export type Panels = Value<typeof parsePanels>;
type Panel = Panels["panels"][number];

export function panels(data: Panels, context: Context): Chart {
  const all = data.panels.flatMap((p) => p.lines.flatMap((l) => l.points));
  return chartOf(data, context, all.length === 0, (width) => {
    const most = data.panels.length <= 2 ? data.panels.length : width < 420 ? 1 : width < 700 ? 2 : data.panels.length <= 4 ? 2 : width < 960 ? 3 : 4;
    const each = Math.floor((width - 16 * (most - 1)) / most);
    const top = data.shared === true ? Math.max(...all.map((p) => p.value)) : null;
    const [first, last] = [Math.min(...all.map((p) => p.at)), Math.max(...all.map((p) => p.at))];
    return data.panels.map((panel) => drawPanel(panel, data, { first, last, top }, each));
  });
}

interface Frame { first: number; last: number; top: number | null }

interface Place { at: number; value: number }

// Where a line stands at a moment; null where it does not.
function valueAt(points: readonly Place[], steps: boolean, at: number): number | null {
  const next = points.findIndex((p) => p.at >= at);
  const [before, after] = [points[next - 1], points[next]];
  if (after === undefined) return null;
  if (before === undefined) return after.at === at ? after.value : null;
  return steps && after.at > at ? before.value : before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at);
}

// On which row above (1, 2) or below (-1, -2) the end of a line its label stands: the nearest that the fewest lines pass through. `wide` is
// a span of time, negative to the left, `high` the span of values of a row, and `top` where the picture ends.
export function rowOfLabel(end: Place, lines: Panel["lines"], wide: number, high: number, top: number): number {
  const steps = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1];
  const crossed = (low: number, top: number): number =>
    lines.reduce((sum, line) => sum + steps.filter((step) => {
      const value = valueAt(line.points, line.steps === true, end.at + wide * step);
      return value !== null && value > low && value < top;
    }).length, 0);
  const margin = high * 0.15;
  const crossedOn = (row: number): number =>
    row > 0 ? crossed(end.value + (row - 1) * high + margin, end.value + row * high) : crossed(end.value + row * high, end.value + (row + 1) * high - margin);
  const free = [-1, 2, -2].filter((row) => (row > 0 ? end.value + row * high <= top : end.value + row * high > 0));
  return free.reduce((best, row) => (crossedOn(row) < crossedOn(best) ? row : best), 1);
}

function drawPanel(panel: Panel, data: Panels, frame: Frame, width: number): SVGSVGElement {
  const large = width > 460;
  const points = panel.lines.flatMap((l) => l.points);
  const top = (frame.top ?? Math.max(...points.map((p) => p.value), 1e-9)) * 1.12;
  const valueTicks = roundTicks(0, top, large ? 5 : 3);
  const marginLeft = Math.max(...valueTicks.map((v) => textWidth(tick(v, data.kind), 11))) + 12;
  const height = large ? 300 : 172;
  const [marginTop, marginRight, marginBottom, labelHeight] = [panel.note === null ? 30 : 46, 10, 24, 18];
  const place = (day: Day) => marginLeft + ((day - frame.first) / Math.max(frame.last - frame.first, 1)) * (width - marginLeft - marginRight);
  const ticks = dayTicks(frame.first, frame.last, width - marginLeft).filter((t) => place(t.day) + textWidth(t.label, 10) <= width);
  const high = (top * labelHeight) / (height - marginTop - marginBottom);
  const last = panel.lines.flatMap((l) => {
    const end = l.points[l.points.length - 1];
    if (end === undefined || end.label === null) return [];
    const left = end.at > frame.first + (frame.last - frame.first) * 0.6;
    const wide = ((textWidth(end.label, 11) + 7) * (frame.last - frame.first)) / (width - marginLeft - marginRight);
    return [{ ...end, ink: roles[l.role], left, row: rowOfLabel(end, panel.lines, left ? -wide : wide, high, top) }];
  });
  const drawing = Plot.plot({
    width, height, className: "plot", marginLeft, marginRight, marginTop, marginBottom,
    x: { domain: [frame.first, Math.max(frame.last, frame.first + 1)], axis: null },
    y: { domain: [0, top], axis: null },
    marks: [
      Plot.gridY(valueTicks, { stroke: ink.rule, strokeOpacity: 1 }),
      Plot.axisY(valueTicks, { tickSize: 0, label: null, fill: ink.muted, tickFormat: (v: number) => tick(v, data.kind) }),
      Plot.axisX(ticks.map((t) => t.day), { tickSize: 3, stroke: ink.rule, label: null, fill: ink.muted, textAnchor: "start", tickFormat: (_: number, n: number) => ticks[n]?.label ?? "" }),
      Plot.ruleY([0], { stroke: ink.muted }),
      ...panel.lines.map((line) => Plot.lineY(line.points, {
        x: "at", y: "value", stroke: roles[line.role], strokeWidth: line.role === "actual" || line.role === "people" || line.role === "money" ? 2.6 : 1.7,
        ...(line.steps === true ? { curve: "step-after" as const } : {}),
        ...(line.role === "target" ? { strokeDasharray: "4,3" } : line.role === "planned" || line.role === "announced" ? { strokeDasharray: "1,0" } : {}),
      })),
      ...panel.lines.filter((l) => l.points.length === 1 || (l.points.length <= 12 && l.role !== "target")).map((line) =>
        Plot.dot(line.points, { x: "at", y: "value", r: line.points.length === 1 ? 4 : 2.4, fill: roles[line.role], stroke: ink.paper, strokeWidth: 0.6 })),
      ...last.map((e) => Plot.text([e], { x: "at", y: "value", text: "label", textAnchor: e.left ? "end" : "start", dx: e.left ? -5 : 7, dy: e.row > 0 ? -9 - (e.row - 1) * labelHeight : 11 - (e.row + 1) * labelHeight, fontSize: 11, fontWeight: 600, fill: e.ink, stroke: ink.paper, strokeWidth: 3 })),
    ],
  }) as SVGSVGElement;
  drawing.append(svg("text", { x: 0, y: 13, "text-anchor": "start", "font-size": 12.5, "font-weight": 650, fill: ink.text }, [clipped(panel.name, 12.5, width - 8)]));
  if (panel.note !== null)
    drawing.append(svg("text", { x: 0, y: 29, "text-anchor": "start", "font-size": 11, fill: panel.kept === false ? ink.broken : ink.muted }, [clipped(panel.note, 11, width - 4)]));
  return drawing;
}
