// The trajectory: cumulative amounts by ISO week, this year against earlier ones. Amounts dated only to
// a month or year count in the line when that period ends, and in a band above it from when it begins.

import * as Plot from "@observablehq/plot";
import type { Trajectory } from "./brief";
import type { Chart, Context, Legend } from "./chart";
import { dayOf, firstMonday, shownMonth, shownSpan, weeksIn, type Span, type Week } from "./day";
import { ink, textWidth } from "./ink";
import { drawn, short, shortRound, shown, sum, type Money } from "./money";

export interface TrajectoryPoint {
  week: number;
  least: Money; // what is certain to have been there by the end of the week
  most: Money; // with all that may have been there
}

export interface TrajectoryLine {
  year: number;
  name: string; // the year; where it is drawn twice, with since when it was known
  points: TrajectoryPoint[];
  loose: { period: Span; amount: Money }[];
}

export interface TrajectoryView {
  currency: string;
  lines: TrajectoryLine[]; // the newest year first, and of one year what was known then before what is known now
  otherCurrencies: string[];
}

export function trajectoryView(trajectory: Trajectory, currency: string): TrajectoryView {
  const others = new Set<string>();
  const ours = (money: Money) => {
    if (money.currency !== currency) others.add(money.currency);
    return money.currency === currency;
  };
  const newest = Math.max(...trajectory.series.map((s) => s.as_known));
  const lines = [...trajectory.series]
    .sort((a, b) => b.year - a.year || a.as_known - b.as_known)
    .map((series): TrajectoryLine => {
      const loose = (series.within ?? []).filter((w) => ours(w.amount));
      const points = series.weeks
        .filter((w) => ours(w.cumulative))
        .map((w): TrajectoryPoint => {
          const sunday = w.week.monday + 6;
          const ended = loose.filter((l) => l.period.last <= sunday).map((l) => l.amount);
          const begun = loose.filter((l) => l.period.first <= sunday).map((l) => l.amount);
          return {
            week: weekWithin(w.week, series.year),
            least: sum([w.cumulative, ...ended], currency),
            most: sum([w.cumulative, ...begun], currency),
          };
        })
        .sort((a, b) => a.week - b.week);
      const twice = trajectory.series.filter((s) => s.year === series.year).length > 1;
      const name = twice ? `${series.year}, as known ${series.as_known < newest ? "then" : "now"}` : `${series.year}`;
      return { year: series.year, name, points, loose };
    });
  return { currency, lines: lines.filter((l) => l.points.length > 0), otherCurrencies: [...others].sort() };
}

// The days of a year that lie in a week of the year before or after stand in its own first or last week.
function weekWithin(week: Week, year: number): number {
  return week.year < year ? 1 : week.year > year ? weeksIn(year) : week.number;
}

export function trajectory(data: Trajectory, context: Context): Chart {
  const view = trajectoryView(data, context.head.programme.currency);
  const [now] = [...data.series].sort((a, b) => b.year - a.year);
  const week = data.growth?.week == null || now === undefined ? null : weekWithin(data.growth.week, now.year);
  const growth = growthText(data, week);
  return {
    gist: gistOf(view, growth),
    unit: `${view.currency}, cumulative by ISO week`,
    asKnown: now?.as_known ?? context.head.as_known,
    legend: legendOf(view),
    notes: [...(growth === null ? [] : [growth]), ...notesOf(view)],
    empty: view.lines.length === 0,
    draw: (width) => [drawLines(view, growthLabel(data), week, width)],
  };
}

function growthText(data: Trajectory, week: number | null): string | null {
  const { growth } = data;
  if (growth === null || growth.rate === null) return null;
  const against = growth.against === null ? "the year before" : `${growth.against}`;
  const by = week === null ? "" : ` by week ${week}`;
  const percent = Math.abs(growth.rate * 100).toFixed(1);
  if (growth.rate === 0) return `Level with ${against}${by}.`;
  return growth.rate > 0 ? `Up ${percent} % on ${against}${by}.` : `Down ${percent} % on ${against}${by}.`;
}

function growthLabel(data: Trajectory): string | null {
  const rate = data.growth?.rate ?? null;
  return rate === null ? null : `${rate < 0 ? "−" : "+"}${Math.abs(rate * 100).toFixed(1)} %`;
}

function gistOf(view: TrajectoryView, growth: string | null): string {
  if (view.lines.length === 0) return "No amount can be placed in a week.";
  const ends = view.lines.map((line) => {
    const last = line.points[line.points.length - 1];
    return last === undefined ? "" : `${line.name} reaches ${shown(last.least)} in week ${last.week}`;
  });
  return `Lines by week: ${ends.join("; ")}.${growth === null ? "" : ` ${growth}`}`;
}

function legendOf(view: TrajectoryView): Legend[] {
  const legend = view.lines.map((line, n): Legend => ({ label: line.name, mark: "stroke", ink: inkOf(n) }));
  const loose = view.lines.some((line) => line.loose.length > 0);
  return loose ? [...legend, { label: "dated only to a month or year", mark: "band", ink: ink.goods }] : legend;
}

function inkOf(line: number): string {
  return [ink.goods, ink.past][line] ?? ink.faint;
}

function notesOf(view: TrajectoryView): string[] {
  const notes: string[] = [];
  for (const line of view.lines) {
    if (line.loose.length === 0) continue;
    const total = shown(sum(line.loose.map((l) => l.amount), view.currency));
    const periods = [...new Set(line.loose.map((l) => shownSpan(l.period)))].join(", ");
    notes.push(`${line.name}: ${total} is dated only to ${periods}.`);
  }
  if (notes.length > 0) notes.push("The line counts such amounts when their period ends, the band from when it begins.");
  if (view.otherCurrencies.length > 0) notes.push(`Amounts in ${view.otherCurrencies.join(", ")} are not drawn.`);
  return notes;
}

interface Drawn {
  week: number;
  least: number;
  most: number;
}

function drawLines(view: TrajectoryView, growth: string | null, growthWeek: number | null, width: number): SVGSVGElement {
  const narrow = width < 520;
  const [now, ...earlier] = view.lines.map((line) => ({
    year: line.year,
    name: line.name,
    points: line.points.map((p): Drawn => ({ week: p.week, least: drawn(p.least), most: drawn(p.most) })),
    end: line.points[line.points.length - 1],
  }));
  if (now === undefined) return Plot.plot({ width, height: 60 }) as SVGSVGElement;
  const all = [now, ...earlier];
  const top = Math.max(...all.flatMap((l) => l.points.map((p) => p.most)), 1);
  const ends = apart(all.flatMap((line, n) => {
    const last = line.points[line.points.length - 1];
    const end = line.end;
    return last === undefined || end === undefined ? [] : [{ ...last, label: `${line.name}  ${short(end.least)}${n === 0 && growth !== null && !narrow ? ` (${growth})` : ""}`, labelAt: last.least, current: n === 0 }];
  }), (top * 1.08 * 16) / (narrow ? 202 : 282));
  const head = now.points[now.points.length - 1];
  const compared = growthWeek ?? head?.week;
  const after = now.points.find((p) => p.week === compared);
  const before = earlier[0]?.points.find((p) => p.week === compared);
  const gap = after !== undefined && before !== undefined ? [{ week: after.week, low: before.least, high: after.least }] : [];
  const marginRight = narrow ? 12 : Math.max(...ends.map((e) => textWidth(e.label, 13))) + 22;
  const labels = narrow
    ? { textAnchor: "end" as const, dx: -4, dy: -14 }
    : { textAnchor: "start" as const, dx: 10, dy: 0 };
  return Plot.plot({
    width, height: narrow ? 260 : 340, className: "plot",
    marginLeft: narrow ? 52 : 62, marginRight, marginTop: 24, marginBottom: 34,
    x: { domain: [0, 53], axis: null },
    y: { domain: [0, top * 1.08], axis: null },
    marks: [
      Plot.gridY({ stroke: ink.rule, strokeOpacity: 1, ticks: 5 }),
      Plot.axisY({ ticks: 5, tickSize: 0, label: null, fill: ink.muted, tickFormat: (v: number) => shortRound(v, view.currency) }),
      Plot.axisX(monthTicks(now.year, narrow).map((t) => t.week), {
        tickSize: 4, stroke: ink.rule, label: null, fill: ink.muted, textAnchor: "start",
        tickFormat: (_: number, n: number) => monthTicks(now.year, narrow)[n]?.label ?? "",
      }),
      Plot.ruleY([0], { stroke: ink.muted }),
      all.map((line, n) => Plot.areaY(line.points.filter((_, i) => hasBand(line.points, i)), {
        x: "week", y1: "least", y2: "most", fill: inkOf(n), fillOpacity: 0.2,
      })),
      earlier.map((line, n) => Plot.lineY(line.points, { x: "week", y: "least", stroke: inkOf(n + 1), strokeWidth: 1.8 })),
      Plot.lineY(now.points, { x: "week", y: "least", stroke: ink.goods, strokeWidth: 3, strokeLinecap: "round" }),
      Plot.ruleX(gap, { x: "week", y1: "low", y2: "high", stroke: ink.text, strokeDasharray: "2,3" }),
      Plot.dot(ends, { x: "week", y: "least", r: 4, fill: (e: { current: boolean }) => (e.current ? ink.goods : ink.past), stroke: ink.paper }),
      Plot.text(ends.filter((e) => e.current), { x: "week", y: "labelAt", text: "label", fontSize: 13, fontWeight: 650, fill: ink.goods, stroke: ink.paper, strokeWidth: 4, ...(head !== undefined && head.week > 40 ? labels : { textAnchor: "end" as const, dx: -10, dy: -10 }) }),
      [true, false].map((last) =>
        Plot.text(ends.filter((e) => !e.current && (e.week > 40) === last), {
          x: "week", y: "labelAt", text: "label", fontSize: 13, fill: ink.muted, stroke: ink.paper, strokeWidth: 4, ...labels,
          ...(last ? {} : { textAnchor: narrow ? ("end" as const) : ("start" as const), dx: 4, dy: 14 }), // below the line that goes on
        }),
      ),
    ],
  }) as SVGSVGElement;
}

// Labels at the end of the year, the lower ones moved down until each has the room of a line.
function apart<T extends Drawn & { labelAt: number }>(ends: T[], room: number): T[] {
  const crowded = ends.filter((e) => e.week > 40).sort((a, b) => b.least - a.least);
  crowded.forEach((end, n) => {
    const above = crowded[n - 1];
    if (above !== undefined) end.labelAt = Math.min(end.labelAt, above.labelAt - room);
  });
  return ends;
}

// An area needs both neighbours of a gap to close it.
function hasBand(points: readonly Drawn[], index: number): boolean {
  const open = (p: Drawn | undefined) => p !== undefined && p.most > p.least;
  return open(points[index - 1]) || open(points[index]) || open(points[index + 1]);
}

// Where each month (each third one when narrow) of the year begins, in weeks gone by.
function monthTicks(year: number, narrow: boolean): { week: number; label: string }[] {
  const monday = firstMonday(year);
  const months = narrow ? [1, 4, 7, 10] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  return months.map((m) => ({ week: Math.max(0, (dayOf(year, m, 1) - monday) / 7), label: shownMonth(m) }));
}
