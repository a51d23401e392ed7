// The funnel: one row a donor, one column a stage, a bar under each figure. All bars share one scale.

import * as Plot from "@observablehq/plot";
import { named, type Status } from "./brief";
import type { Chart, Context, Legend } from "./chart";
import { roomFor } from "./drawing";
import { hatching, clipped, ink, textWidth } from "./ink";
import { drawn, shown } from "./money";
import { ladderOf, ladders, sentence, shownStage, stages, deliveredStage, type Ladder, type Stage } from "./stage";
import { labelOf, mixtureNotes, notReported, sizeOf, totalOf, totalTogether, type Total } from "./total";

export interface FunnelRow {
  name: string;
  totals: Map<Stage, Total>;
}

export interface FunnelView {
  columns: Stage[];
  rows: FunnelRow[];
  all: Map<Stage, Total>;
  others: number; // how many rows the last row stands for; 0 = there is none
  largest: number;
  delivered: Stage | null;
}

// The `most` largest by their first reported stage, the rest as one row.
export function funnelView(status: Status, context: Context, most: number): FunnelView {
  const columns = stages.filter((s) => status.rows.some((row) => row.stages.has(s)));
  const totals = (row: Status["rows"][number]) =>
    new Map(columns.map((s) => [s, totalOf(row.stages, s, status.currency)] as const));
  const ranked = status.rows
    .map((row) => ({ name: rowName(row.key, context), totals: totals(row) }))
    .sort((a, b) => bySize(a, b, columns));
  const few = ranked.length <= most + 1;
  const rows = few ? ranked : ranked.slice(0, most);
  const rest = few ? [] : ranked.slice(most);
  if (rest.length > 0) rows.push({ name: `${rest.length} others`, totals: together(rest, columns, status.currency) });
  const total = status.total?.stages;
  const all = new Map(columns.map((s) => [s, total === undefined ? notReported : totalOf(total, s, status.currency)] as const));
  const sizes = rows.flatMap((r) => [...r.totals.values()]).map((t) => (t.kind === "amount" ? drawn(t.money) : 0));
  return {
    columns, rows, all, others: rest.length, largest: Math.max(0, ...sizes),
    delivered: deliveredStage(context.head.programme.delivered),
  };
}

function rowName(key: Map<string, string | null>, context: Context): string {
  const parts = [...key.values()].map((code) => (code === null || code === "" ? "not stated" : named(context.head, code)));
  return parts.join(" · ");
}

function bySize(a: FunnelRow, b: FunnelRow, columns: readonly Stage[]): number {
  for (const column of columns) {
    const difference = sizeOf(b.totals.get(column) ?? notReported) - sizeOf(a.totals.get(column) ?? notReported);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
  }
  return a.name < b.name ? -1 : 1;
}

function together(rows: readonly FunnelRow[], columns: readonly Stage[], currency: string): Map<Stage, Total> {
  return new Map(
    columns.map((s) => [s, totalTogether(rows.map((r) => r.totals.get(s) ?? notReported), currency)] as const),
  );
}

export function funnel(status: Status, context: Context): Chart {
  const view = funnelView(status, context, 15);
  const narrow = funnelView(status, context, 8);
  return {
    gist: funnelGist(view, status.currency, [...(status.rows[0]?.key.keys() ?? [])].join(" and ")),
    unit: status.currency,
    asKnown: status.as_known,
    legend: funnelLegend(view),
    notes: [...mixtureNotes(status.rows.map((r) => r.stages), status.currency), ...boundNotes(view)],
    empty: view.rows.length === 0,
    draw: (width, id) => {
      const panels = panelsFor(view, width);
      return panels === null ? [drawStacked(narrow, width, id)] : panels.map((columns, n) => drawMatrix(view, columns, width, `${id}-${n}`));
    },
  };
}

function funnelGist(view: FunnelView, currency: string, field: string): string {
  const [first] = view.columns;
  const [leader] = view.rows;
  if (first === undefined || leader === undefined) return "Nothing is reported.";
  const sentences = [`One row a ${field}, one column a stage, in ${currency}.`];
  const lead = leader.totals.get(first);
  if (lead?.kind === "amount") sentences.push(`${leader.name} leads with ${shown(lead.money)} ${shownStage(first).toLowerCase()}.`);
  const sums = view.columns.flatMap((s) => {
    const total = view.all.get(s);
    return total?.kind === "amount" ? [`${shownStage(s).toLowerCase()} ${labelOf(total)}`] : [];
  });
  if (sums.length > 0) sentences.push(`In all: ${sums.join(", ")}.`);
  const last = view.delivered;
  if (last !== null && view.columns.includes(last)) {
    const silent = view.rows.filter((r) => r.totals.get(last)?.kind === "not_reported").length;
    if (silent > 0) sentences.push(`${silent} of ${view.rows.length} rows report nothing as ${shownStage(last).toLowerCase()}.`);
  }
  return sentences.join(" ");
}

function funnelLegend(view: FunnelView): Legend[] {
  const seen = new Set(view.columns.filter((s) => s !== "pledged").map(ladderOf));
  const names: Record<Ladder, string> = { goods: "Goods", money: "Money", people: "People", aside: "Delivered, place not said" };
  const legend: Legend[] = view.columns.includes("pledged") ? [{ label: "Pledged", mark: "fill", ink: ink.promised }] : [];
  for (const name of Object.keys(ladders) as Ladder[]) {
    if (seen.has(name)) legend.push({ label: names[name], mark: "fill", ink: inkOf(name) });
  }
  const gaps = view.rows.some((r) => [...r.totals.values()].some((t) => t.kind === "not_reported"));
  if (gaps) legend.push({ label: "Not reported (not zero)", mark: "hatch", ink: ink.faint });
  return legend;
}

function boundNotes(view: FunnelView): string[] {
  const notes: string[] = [];
  if (view.delivered !== null) notes.push(`${shownStage(view.delivered)} is what counts as delivered here.`);
  const all = view.rows.flatMap((r) => [...r.totals.values()]);
  if (all.some((t) => t.kind === "amount" && t.qualifier === "at_least")) notes.push("≥ marks sums with parts that are lower bounds or not reported.");
  return notes;
}

function inkOf(ladder: Ladder): string {
  return ladder === "money" ? ink.money : ladder === "people" ? ink.people : ink.goods;
}

function colour(stage: Stage): string {
  return stage === "pledged" ? ink.promised : inkOf(ladderOf(stage));
}

const kColumnWidth = 74;

// Names come before columns, of which a panel has as many as are left room, for two names that are cut alike cannot be told apart; the
// longest have what room the columns leave.
export function nameWidth(names: readonly string[], columns: number, width: number): number {
  const wanted = Math.max(112, roomFor(names, 12.5) + 18);
  return Math.min(wanted, Math.max(Math.min(200, width * 0.32), Math.min(250, width - columns * kColumnWidth)));
}

// A ladder of more stages than there is room for, as two panels.
function halved(columns: Stage[], room: number): Stage[][] {
  const half = Math.ceil(columns.length / 2);
  return columns.length <= room ? [columns] : [columns.slice(0, half), columns.slice(half)];
}

// All columns in one panel where they fit, else a panel or two a ladder, else (null) the stacked form.
function panelsFor(view: FunnelView, width: number): Stage[][] | null {
  const room = Math.floor((width - nameWidth(view.rows.map((r) => r.name), view.columns.length, width)) / kColumnWidth);
  if (view.columns.length <= room) return [view.columns];
  const panels = Object.values(ladders)
    .map((ladder) => view.columns.filter((s) => (ladder as readonly Stage[]).includes(s)))
    .flatMap((columns) => halved(columns, room))
    .filter((columns) => columns.length > 0);
  return width > 560 && panels.every((columns) => columns.length <= room) ? panels : null;
}

interface Cell {
  row: string;
  stage: Stage;
  size: number;
  label: string;
  total: Total;
  hover: string;
}

function cellsOf(view: FunnelView, columns: readonly Stage[]): Cell[] {
  return view.rows.flatMap((row) =>
    columns.map((stage) => {
      const total = row.totals.get(stage) ?? notReported;
      const size = total.kind === "amount" ? Math.max(0, drawn(total.money)) : 0;
      const label = labelOf(total);
      return { row: row.name, stage, size, label, total, hover: `${row.name}, ${shownStage(stage).toLowerCase()}: ${label}` };
    }),
  );
}

function drawMatrix(view: FunnelView, columns: readonly Stage[], width: number, id: string): SVGSVGElement {
  const cells = cellsOf(view, columns);
  const reported = cells.filter((c) => c.total.kind === "amount");
  const silent = cells.filter((c) => c.total.kind === "not_reported");
  const heads = columns.map((stage) => {
    const total = view.all.get(stage) ?? notReported;
    return { stage, title: headTitle(stage), sum: total.kind === "not_reported" ? "" : labelOf(total) };
  });
  const names = nameWidth(view.rows.map((r) => r.name), columns.length, width);
  const room = (width - names) / columns.length;
  const tight = room < 84;
  const fontSize = tight ? 10.5 : 11.5;
  const rowHeight = tight ? 31 : 34;
  const bar = { insetTop: rowHeight - 12, insetBottom: 6 };
  const hatch = `${id}-hatch`;
  const chart = Plot.plot({
    width,
    height: 58 + rowHeight * view.rows.length,
    marginTop: 54, marginLeft: names, marginRight: 0, marginBottom: 4,
    className: "plot",
    fx: { domain: [...columns], axis: null, paddingInner: 0.16, paddingOuter: 0 },
    x: { domain: [0, view.largest || 1], axis: null },
    y: { domain: view.rows.map((r) => r.name), axis: null, padding: 0 },
    marks: [
      Plot.text(heads, {
        fx: "stage", text: "title", frameAnchor: "top-left", lineAnchor: "bottom", dy: -26, fontSize: 11,
        fill: (h: { stage: Stage }) => (h.stage === view.delivered ? ink.text : ink.muted),
      }),
      Plot.text(heads, { fx: "stage", text: "sum", frameAnchor: "top-left", lineAnchor: "bottom", dy: -9, fontSize: 13, fontWeight: 650 }),
      Plot.frame({ anchor: "top", stroke: ink.rule }),
      Plot.text(cells, {
        fx: "stage", y: "row", x: 0, text: (c: Cell) => clipped(c.label, fontSize, room - 4), textAnchor: "start", dy: -4, fontSize,
        fill: (c: Cell) => (c.total.kind === "not_reported" ? ink.muted : ink.text),
      }),
      Plot.barX(reported, {
        fx: "stage", y: "row", x1: 0, x2: "size", fill: (c: Cell) => colour(c.stage), ...bar, title: "hover",
      }),
      Plot.barX(silent, {
        fx: "stage", y: "row", x1: 0, x2: (view.largest || 1) * 0.5, fill: `url(#${hatch})`, ...bar, title: "hover",
      }),
      Plot.text(view.rows, {
        fx: () => columns[0], y: "name", text: (r: FunnelRow) => clipped(r.name, 12.5, names - 14),
        frameAnchor: "left", textAnchor: "end", dx: -14, fontSize: 12.5,
      }),
    ],
  });
  chart.prepend(hatching(hatch));
  return chart as SVGSVGElement;
}

function headTitle(stage: Stage): string {
  return stage === "delivered_unspecified" ? "Delivered (?)" : sentence(stage);
}

// For narrow pages: donor by donor, only the stages that it reports, the silent ones named.
function drawStacked(view: FunnelView, width: number, id: string): SVGSVGElement {
  const lineHeight = 19;
  const labelWidth = Math.max(...view.columns.map((s) => textWidth(headTitle(s), 11.5))) + 10;
  const lines: (Cell & { at: number })[] = [];
  const names: { at: number; name: string }[] = [];
  let at = 0;
  for (const row of view.rows) {
    at += 14;
    names.push({ at, name: row.name });
    at += lineHeight;
    const cells = cellsOf({ ...view, rows: [row] }, view.columns);
    for (const cell of cells) {
      lines.push({ ...cell, at });
      at += lineHeight;
    }
  }
  const hatch = `${id}-hatch`;
  const figureWidth = 80;
  const scale = { domain: [0, view.largest || 1], range: [labelWidth + figureWidth, width - 2], axis: null };
  const bar = { y1: (c: { at: number }) => c.at - 5, y2: (c: { at: number }) => c.at + 5 };
  const chart = Plot.plot({
    width, height: at + 8, margin: 0, className: "plot",
    x: scale, y: { domain: [0, at + 8], range: [0, at + 8], axis: null },
    marks: [
      Plot.text(names, { y: "at", frameAnchor: "left", text: "name", fontSize: 13, fontWeight: 650 }),
      Plot.text(lines, { y: "at", frameAnchor: "left", text: (c: Cell) => headTitle(c.stage), fontSize: 11.5, fill: ink.muted }),
      Plot.text(lines, {
        y: "at", frameAnchor: "left", dx: labelWidth + figureWidth - 8, textAnchor: "end", text: "label", fontSize: 11.5,
        fill: (c: Cell) => (c.total.kind === "not_reported" ? ink.muted : ink.text),
      }),
      Plot.rect(lines.filter((c) => c.total.kind === "amount"), { ...bar, x1: 0, x2: "size", fill: (c: Cell) => colour(c.stage), title: "hover" }),
      Plot.rect(lines.filter((c) => c.total.kind === "not_reported"), { ...bar, x1: 0, x2: (view.largest || 1) * 0.3, fill: `url(#${hatch})`, title: "hover" }),
    ],
  });
  chart.prepend(hatching(hatch));
  return chart as SVGSVGElement;
}
