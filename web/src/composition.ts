// What a figure is made of: one bar a category or form. The promised length is pale; what has arrived of it is
// solid, goods and money one above the other, since kinds of different ladders are never added. Where the option
// "measure" is "count", the bars count records; where "unnamed" is "omit", what names no category has no bar.

import * as Plot from "@observablehq/plot";
import { named, type Stages, type Status } from "./brief";
import type { Chart, Context, Legend } from "./chart";
import { clipped, hatching, ink, textWidth } from "./ink";
import { drawn, shown, sum, type Money } from "./money";
import { deliveredStage, ladderOf, ladders, sentence, shownStage, stage as stageShape, words, type Ladder, type Stage } from "./stage";
import { labelOf, mixtureNotes, notReported, sizeOf, totalOf, type Total } from "./total";

export interface Arrival {
  stage: Stage;
  total: Total;
}

export interface Part {
  name: string;
  whole: Total; // at the stage that is divided
  records: number;
  arrivals: Arrival[]; // one for each ladder that the part is on
  stated: boolean; // false: what names no category
}

export interface CompositionView {
  stage: Stage;
  measure: "amount" | "count";
  later: boolean; // whether anything stands above the stage that is divided
  parts: Part[]; // by size, what is not stated last
  coverage: { named: Money; of: Money } | null;
  records: { named: number; of: number };
}

// The stage that is divided is the placeholder's option "stage", else pledged.
export function compositionView(status: Status, context: Context): CompositionView {
  const asked = stageShape(context.options["stage"] ?? "pledged", "");
  const stage = asked.ok ? asked.value : "pledged";
  const measure = context.options["measure"] === "count" ? "count" : "amount";
  const ends = endsOf(context.head.programme.delivered).filter((end) => end !== stage);
  const parts = status.rows.map((row): Part => {
    const codes = [...row.key.values()];
    const stated = codes.every((code) => code !== null && code !== "");
    return {
      name: stated ? codes.map((code) => partName(code ?? "", context)).join(" · ") : "Not stated",
      whole: totalOf(row.stages, stage, status.currency),
      records: row.stages.get(stage)?.count ?? 0,
      arrivals: (measure === "count" ? [] : ends)
        .filter((end) => isOnLadder(row.stages, ladderOf(end)))
        .map((end) => ({ stage: end, total: totalOf(row.stages, end, status.currency) })),
      stated,
    };
  });
  const bySize = (a: Part, b: Part) => (measure === "count" ? b.records - a.records : compare(sizeOf(b.whole), sizeOf(a.whole)));
  parts.sort((a, b) => Number(b.stated) - Number(a.stated) || bySize(a, b) || (a.name < b.name ? -1 : 1));
  const counted = (all: readonly Part[]) => all.reduce((n, p) => n + p.records, 0);
  return {
    stage, measure,
    later: stage !== deliveredStage(context.head.programme.delivered),
    parts: context.options["unnamed"] === "omit" ? parts.filter((p) => p.stated) : parts,
    coverage: measure === "count" ? null : coverageOf(status, stage, parts),
    records: { named: counted(parts.filter((p) => p.stated)), of: counted(parts) },
  };
}

// Where each ladder counts as delivered: goods by the programme's definition, money when disbursed, people when graduated.
function endsOf(definition: string): Stage[] {
  return [deliveredStage(definition), "disbursed" as const, "graduated" as const].flatMap((s) => (s === null ? [] : [s]));
}

function isOnLadder(stages: Stages, ladder: Ladder): boolean {
  return ladders[ladder].some((s) => s !== "pledged" && stages.has(s));
}

function partName(code: string, context: Context): string {
  const name = named(context.head, code);
  return name === code ? sentence(code) : name;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function coverageOf(status: Status, stage: Stage, parts: readonly Part[]): CompositionView["coverage"] {
  const total = status.total === null ? notReported : totalOf(status.total.stages, stage, status.currency);
  if (total.kind !== "amount") return null;
  const stated = parts.flatMap((p) => (p.stated && p.whole.kind === "amount" ? [p.whole.money] : []));
  return { named: sum(stated, status.currency), of: total.money };
}

export function composition(status: Status, context: Context): Chart {
  const view = compositionView(status, context);
  return {
    gist: gistOf(view, status),
    unit: `${view.measure === "count" ? "number of records" : status.currency}, ${shownStage(view.stage).toLowerCase()}`,
    asKnown: status.as_known,
    legend: legendOf(view),
    notes: [...coverageNotes(view), ...(view.measure === "count" ? [] : mixtureNotes(drawnStages(view, status), status.currency))],
    empty: view.parts.length === 0,
    draw: (width, id) => [drawBars(view, width, id)],
  };
}

function gistOf(view: CompositionView, status: Status): string {
  if (view.parts.length === 0) return `Nothing is reported as ${shownStage(view.stage).toLowerCase()}.`;
  const largest = view.parts.slice(0, 3).map((p) => `${p.name} ${view.measure === "count" ? p.records : labelOf(p.whole)}`);
  return `${view.parts.length} bars in ${view.measure === "count" ? "records" : status.currency}, ${shownStage(view.stage).toLowerCase()}; the largest: ${largest.join(", ")}.`;
}

function legendOf(view: CompositionView): Legend[] {
  const legend: Legend[] = [{ label: shownStage(view.stage), mark: "fill", ink: ink.promised }];
  for (const stage of new Set(view.parts.flatMap((p) => p.arrivals).filter((a) => a.total.kind === "amount").map((a) => a.stage))) {
    legend.push({ label: `of which ${words(stage)}`, mark: "fill", ink: inkOf(stage) });
  }
  if (view.measure === "amount" && view.parts.some((p) => p.whole.kind !== "amount")) legend.push({ label: "Not reported (not zero)", mark: "hatch", ink: ink.faint });
  return legend;
}

function inkOf(stage: Stage): string {
  return ladderOf(stage) === "money" ? ink.money : ladderOf(stage) === "people" ? ink.people : ink.goods;
}

// The stages that stand behind the bars; a row without a bar mixes nothing into them.
function drawnStages(view: CompositionView, status: Status): Stages[] {
  const ends = new Set<Stage>([view.stage, ...view.parts.flatMap((p) => p.arrivals.map((a) => a.stage))]);
  const unnamed = view.parts.some((p) => !p.stated);
  return status.rows
    .filter((row) => unnamed || [...row.key.values()].every((code) => code !== null && code !== ""))
    .map((row) => new Map([...row.stages].filter(([stage]) => ends.has(stage))));
}

function coverageNotes(view: CompositionView): string[] {
  if (view.measure === "count") return [`${view.records.named} of ${view.records.of} records name one.`];
  if (view.coverage === null || view.coverage.of.e4 <= 0n) return [];
  const { named, of } = view.coverage;
  if (named.e4 > of.e4) return [`The bars add up to more than the ${shown(of)} in all: an entry may stand in several rows.`];
  if (named.e4 === of.e4) return [`The bars cover all of the ${shown(of)}.`];
  const percent = Number((named.e4 * 2000n + of.e4) / (2n * of.e4)) / 10;
  return [`Coverage: the named rows hold ${percent.toFixed(1)} % of the ${shown(of)}; the rest is not broken down.`];
}

function drawBars(view: CompositionView, width: number, id: string): SVGSVGElement {
  const narrow = width < 420;
  const rowHeight = narrow ? 52 : 40;
  const barTop = narrow ? 33 : 22;
  const barBottom = 6;
  const nameWidth = narrow ? 0 : Math.min(170, Math.max(...view.parts.map((p) => textWidth(p.name, 12.5))) + 14);
  const arrived = view.parts.flatMap((p) => {
    const valued = p.arrivals.filter((a) => a.total.kind === "amount");
    const thickness = (rowHeight - barTop - barBottom) / Math.max(1, valued.length);
    return valued.map((a, n) => ({ ...a, name: p.name, top: barTop + n * thickness, thickness }));
  });
  const wholeOf = (p: Part) => (view.measure === "count" ? p.records : lengthOf(p.whole));
  const hasWhole = (p: Part) => view.measure === "count" || p.whole.kind === "amount";
  const lengths = [...view.parts.map(wholeOf), ...arrived.map((a) => lengthOf(a.total))];
  const largest = Math.max(1, ...lengths);
  const hatch = `${id}-hatch`;
  const quiet = (p: Part) => (p.stated ? ink.text : ink.muted);
  const chart = Plot.plot({
    width, height: rowHeight * view.parts.length + 6, className: "plot",
    marginLeft: nameWidth, marginRight: 2, marginTop: 2, marginBottom: 4,
    x: { domain: [0, largest], axis: null },
    y: { domain: view.parts.map((p) => p.name), axis: null, padding: 0 },
    marks: [
      Plot.text(view.parts, {
        y: "name", text: (p: Part) => clipped(p.name, 12.5, (nameWidth || width) - 14), frameAnchor: "left", fill: quiet,
        textAnchor: narrow ? "start" : "end", dx: narrow ? 0 : -14, dy: narrow ? -17 : 8, fontSize: 12.5, fontWeight: narrow ? 650 : 400,
      }),
      Plot.text(view.parts, { y: "name", frameAnchor: "left", dy: narrow ? 0 : -6, fontSize: 11.5, fill: quiet, text: (p: Part) => labelText(p, view) }),
      Plot.barX(view.parts.filter(hasWhole), {
        y: "name", x1: 0, x2: wholeOf, fill: ink.promised, insetTop: barTop, insetBottom: barBottom,
      }),
      arrived.map((a) => Plot.barX([a], {
        y: "name", x1: 0, x2: lengthOf(a.total), fill: inkOf(a.stage), insetTop: a.top, insetBottom: rowHeight - a.top - a.thickness,
      })),
      Plot.barX(view.parts.filter((p) => !hasWhole(p)), {
        y: "name", x1: 0, x2: largest * 0.3, fill: `url(#${hatch})`, insetTop: barTop, insetBottom: barBottom,
      }),
    ],
  });
  chart.prepend(hatching(hatch));
  return chart as SVGSVGElement;
}

function lengthOf(total: Total): number {
  return total.kind === "amount" ? Math.max(0, drawn(total.money)) : 0;
}

function labelText(part: Part, view: CompositionView): string {
  if (view.measure === "count") {
    const records = `${part.records} ${part.records === 1 ? "record" : "records"}`;
    return part.whole.kind === "unvalued" && !/ entr(y|ies)$/.test(part.whole.label) ? `${records} · ${part.whole.label}` : records;
  }
  const arrivals = part.arrivals.map((a) => (a.total.kind === "not_reported" ? `${words(a.stage)}: not reported` : `${words(a.stage)} ${labelOf(a.total)}`));
  if (arrivals.length === 0 && view.later) arrivals.push("nothing later reported");
  return [labelOf(part.whole), ...arrivals].join(" · ");
}
