// The map: donors shaded by value, nodes as dots; the world, and beside it the region where the nodes lie.

import { geoAzimuthalEqualArea, geoBounds, geoCentroid, geoEqualEarth, geoPath, type GeoProjection } from "d3-geo";
import type { FeatureCollection, MultiPoint } from "geojson";
import { atlasNote, countries, type Country } from "./atlas";
import type { DonorMap } from "./brief";
import type { Chart, Context, Legend } from "./chart";
import { ink, steps, svg, textWidth } from "./ink";
import { drawn, shortRound, shown } from "./money";
import { shownStage } from "./stage";

type Donor = DonorMap["countries"][number];
type Place = DonorMap["nodes"][number];

export interface MapView {
  donors: Map<string, { donor: Donor; step: number }>; // by ISO numeric code
  breaks: number[]; // where step n+1 begins, in units
  missing: Donor[]; // too small for the atlas, or no country
  nodes: Place[];
  recipients: Map<string, string>; // names by ISO numeric code
}

export function mapView(data: DonorMap, atlas: readonly Country[]): MapView {
  const known = new Set(atlas.map((c) => c.properties.code));
  const breaks = breaksFor(data.countries.map((c) => drawn(c.value)));
  const donors = new Map<string, { donor: Donor; step: number }>();
  const missing: Donor[] = [];
  for (const donor of data.countries) {
    if (donor.iso_n3 === null || !known.has(donor.iso_n3)) missing.push(donor);
    else donors.set(donor.iso_n3, { donor, step: breaks.filter((b) => drawn(donor.value) >= b).length });
  }
  missing.sort((a, b) => drawn(b.value) - drawn(a.value));
  const recipients = new Map((data.recipients ?? []).map((r) => [r.iso_n3, r.name] as const));
  return { donors, breaks, missing, nodes: data.nodes, recipients };
}

// Up to four round numbers (1, 3, 10, 30, …) below the largest value: five classes, each about three times
// the one before.
function breaksFor(values: readonly number[]): number[] {
  const positive = values.filter((v) => v > 0);
  if (positive.length === 0) return [];
  const [least, largest] = [Math.min(...positive), Math.max(...positive)];
  const breaks: number[] = [];
  for (let power = Math.floor(Math.log10(largest)); power >= -4 && breaks.length < 4; power -= 1) {
    for (const lead of [3, 1]) {
      const at = lead * 10 ** power;
      if (at <= largest && at > least && breaks.length < 4) breaks.unshift(at);
    }
  }
  return breaks;
}

export function map(data: DonorMap, context: Context): Chart {
  const atlas = countries();
  const view = mapView(data, atlas);
  return {
    gist: gistOf(data),
    unit: data.countries.length === 0 ? "Places of the network" : `${data.unit}, ${shownStage(data.stage).toLowerCase()}, by ${of(data)} country`,
    asKnown: context.head.as_known,
    legend: legendOf(view, data.unit),
    notes: notesOf(view),
    empty: data.countries.length === 0 && data.nodes.length === 0,
    draw: (width) => drawPanels(view, atlas, regionOf(view, atlas), width),
  };
}

function of(data: DonorMap): "donor" | "recipient" {
  return data.of ?? "donor";
}

function gistOf(data: DonorMap): string {
  if (data.countries.length === 0) return `Map with ${data.nodes.length} nodes as dots.`;
  const top = [...data.countries].sort((a, b) => drawn(b.value) - drawn(a.value)).slice(0, 3);
  const donors = top.map((c) => `${c.name} ${shown(c.value)}`).join(", ");
  const nodes = data.nodes.length === 0 ? "" : ` ${data.nodes.length} nodes are marked as dots.`;
  return `World map with ${data.countries.length} ${of(data)}s shaded by amount ${shownStage(data.stage).toLowerCase()}; the largest: ${donors}.${nodes}`;
}

function legendOf(view: MapView, currency: string): Legend[] {
  const at = (value: number) => shortRound(value, currency);
  const legend = (view.donors.size === 0 ? [] : steps.slice(0, view.breaks.length + 1)).map((step, n): Legend => {
    const [from, to] = [view.breaks[n - 1], view.breaks[n]];
    const label = from === undefined ? (to === undefined ? "any amount" : `under ${at(to)}`) : to === undefined ? `${at(from)} and more` : `${at(from)} to ${at(to)}`;
    return { label, mark: "fill", ink: step };
  });
  if (view.donors.size > 0) legend.push({ label: "none reported", mark: "fill", ink: ink.land });
  if (view.recipients.size > 0) legend.push({ label: "recipient", mark: "outline", ink: ink.text });
  if (view.nodes.length > 0) legend.push({ label: "node of the network", mark: "circle", ink: ink.node });
  return legend;
}

function notesOf(view: MapView): string[] {
  const notes: string[] = [];
  if (view.missing.length > 0) notes.push(`Not on this map: ${view.missing.map((d) => `${d.name} (${shown(d.value)})`).join(", ")}.`);
  notes.push(atlasNote);
  return notes;
}

// The nodes and the recipient; null where they are so spread out that the world map serves as well.
function regionOf(view: MapView, atlas: readonly Country[]): MultiPoint | null {
  const points = view.nodes.map((n): [number, number] => [n.lon, n.lat]);
  if (points.length < 2) return null;
  for (const country of atlas) {
    if (view.recipients.has(country.properties.code)) points.push(...(geoBounds(country) as [[number, number], [number, number]]));
  }
  const region: MultiPoint = { type: "MultiPoint", coordinates: points };
  const [[west, south], [east, north]] = geoBounds(region);
  return east - west > 0 && east - west < 75 && north - south < 50 ? region : null;
}

function drawPanels(view: MapView, atlas: readonly Country[], region: MultiPoint | null, width: number): SVGSVGElement[] {
  if (region === null) return [drawWorld(view, atlas, width)];
  if (view.donors.size === 0) return [drawRegion(view, atlas, region, width, Math.min(Math.max(width * 0.55, 280), 520))];
  // The region shows the nodes; on the world they would hide the donors.
  const donors = { ...view, nodes: [] };
  if (width < 640) return [drawWorld(donors, atlas, width), drawRegion(view, atlas, region, width, Math.min(width * 0.8, 440))];
  const beside = Math.round(width * 0.44);
  const world = drawWorld(donors, atlas, width - beside - 16);
  const height = Number(world.getAttribute("height"));
  return [world, drawRegion(view, atlas, region, beside, Math.max(height, width > 900 ? 340 : 260))];
}

function drawWorld(view: MapView, atlas: readonly Country[], width: number): SVGSVGElement {
  const all: FeatureCollection = { type: "FeatureCollection", features: [...atlas] };
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(width, all);
  const height = Math.ceil(geoPath(projection).bounds(all)[1][1]);
  return drawMap(view, atlas, projection, width, height, 2.2, false);
}

function drawRegion(view: MapView, atlas: readonly Country[], region: MultiPoint, width: number, height: number): SVGSVGElement {
  const [lon, lat] = geoCentroid(region);
  const inset = 34;
  const projection = geoAzimuthalEqualArea()
    .rotate([-lon, -lat])
    .fitExtent([[inset, inset], [width - inset * 1.6, height - inset]], region);
  projection.clipExtent([[0, 0], [width, height]]);
  return drawMap(view, atlas, projection, width, height, 4.5, true);
}

function drawMap(
  view: MapView, atlas: readonly Country[], projection: GeoProjection, width: number, height: number, radius: number, labelled: boolean,
): SVGSVGElement {
  const path = geoPath(projection).digits(1);
  const shapes = atlas.flatMap((country) => {
    const d = path(country);
    if (d === null) return [];
    const found = view.donors.get(country.properties.code);
    const fill = found === undefined ? ink.land : (steps[found.step] ?? ink.land);
    const title = found === undefined ? [] : [svg("title", {}, [`${found.donor.name}: ${shown(found.donor.value)}`])];
    return [svg("path", { d, fill, stroke: ink.paper, "stroke-width": 0.7, "stroke-linejoin": "round" }, title)];
  });
  const placed = view.nodes.flatMap((node) => {
    const at = projection([node.lon, node.lat]);
    return at === null || at[0] < 0 || at[1] < 0 || at[0] > width || at[1] > height ? [] : [{ node, x: at[0], y: at[1] }];
  });
  const dots = placed.map(({ node, x, y }) =>
    svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: radius, fill: ink.node, stroke: ink.paper, "stroke-width": radius / 3.5 }, [
      svg("title", {}, [`${node.name}, ${node.kind}${node.value === null ? "" : `: ${node.value} ${node.unit ?? ""}`}`]),
    ]),
  );
  const outlines = atlas
    .filter((country) => view.recipients.has(country.properties.code))
    .map((country) => svg("path", { d: path(country) ?? "", fill: "none", stroke: ink.text, "stroke-width": labelled ? 1.8 : 1.1, "stroke-linejoin": "round" }));
  const labels = labelled ? placeLabels(placed, width, height, radius) : [];
  const frame = labelled ? [svg("rect", { x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: "none", stroke: ink.rule })] : [];
  const sea = labelled ? [svg("rect", { x: 0, y: 0, width, height, fill: ink.sea })] : [];
  return svg("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}` }, [...sea, ...shapes, ...outlines, ...dots, ...labels, ...frame]);
}

interface Box {
  x: number;
  y: number;
  width: number;
}

// A label goes right, left, above or below its dot, at the first place that is free; else it is left out
// (the dot keeps its title, and the table has them all).
function placeLabels(placed: readonly { node: Place; x: number; y: number }[], width: number, height: number, radius: number): SVGTextElement[] {
  const fontSize = 11.5;
  const lineHeight = 14;
  const taken: Box[] = placed.map((p) => ({ x: p.x - radius, y: p.y, width: radius * 2 }));
  const labels: SVGTextElement[] = [];
  for (const { node, x, y } of placed) {
    const w = textWidth(node.name, fontSize) + 2;
    const gap = radius + 3;
    const choices: Box[] = [
      { x: x + gap, y, width: w }, { x: x - gap - w, y, width: w },
      { x: x - w / 2, y: y - gap - 6, width: w }, { x: x - w / 2, y: y + gap + 6, width: w },
    ];
    const free = choices.find(
      (c) => c.x > 2 && c.x + c.width < width - 2 && c.y > 8 && c.y < height - 8 &&
        taken.every((t) => Math.abs(t.y - c.y) >= lineHeight - 2 || t.x > c.x + c.width || t.x + t.width < c.x || (t.x === x - radius && t.y === y)),
    );
    if (free === undefined) continue;
    taken.push(free);
    labels.push(
      svg("text", {
        x: free.x.toFixed(1), y: free.y.toFixed(1), dy: "0.34em", "font-size": fontSize, fill: ink.text,
        stroke: ink.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round",
      }, [node.name]),
    );
  }
  return labels;
}
