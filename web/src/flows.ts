// The network with what moves on it: a line a connection, as wide as what it carries, in the ink of its mode; full ones stand out.

import { geoAzimuthalEqualArea, geoBounds, geoCentroid, geoEqualEarth, geoPath, type GeoProjection } from "d3-geo";
import type { MultiPoint } from "geojson";
import { atlasNote, countries } from "./atlas";
import type { Chart, Context, Legend } from "./chart";
import { chartOf, tick, worded } from "./drawing";
import { ink, svg, textWidth } from "./ink";
import { list, measure, optional, record, text, truth, type Value } from "./shape";

export const parseFlows = record({
  ...worded,
  nodes: list(record({ id: text, name: text, kind: text, lat: measure, lon: measure, full: optional(truth), closed: optional(truth), value: optional(measure), title: optional(text) })),
  links: list(record({ from: text, to: text, mode: text, value: measure, full: optional(truth), closed: optional(truth), title: optional(text) })),
});
export type Flows = Value<typeof parseFlows>;
type Node = Flows["nodes"][number];

const kModes: Record<string, string> = { road: ink.goods, rail: ink.people, sea: ink.money, air: ink.late, barge: ink.money };

export function flows(data: Flows, context: Context): Chart {
  const used = data.links.filter((l) => l.value > 0);
  const chart = chartOf(data, context, used.length === 0, (width) => [drawFlows({ ...data, links: used }, width)]);
  chart.legend = legendOf(data);
  const land = used.length > 0 && landOf(projectionFor(data.nodes, 960).projection).length > 0;
  if (land) chart.notes = [...chart.notes, atlasNote]; // invented places may lie in the open sea
  return chart;
}

function legendOf(data: Flows): Legend[] {
  const modes = [...new Set(data.links.filter((l) => l.value > 0).map((l) => l.mode))].sort();
  const legend = modes.map((mode): Legend => ({ label: mode, mark: "stroke", ink: kModes[mode] ?? ink.past }));
  const most = Math.max(0, ...data.links.map((l) => l.value));
  if (most > 0) legend.push({ label: `widest: ${tick(Math.round(most), "number")} t`, mark: "fill", ink: ink.past });
  if (data.nodes.some((n) => n.full === true)) legend.push({ label: "full in some weeks", mark: "circle", ink: ink.broken });
  if ([...data.nodes, ...data.links].some((one) => one.closed === true)) legend.push({ label: "closed in some weeks", mark: "times", ink: ink.text });
  legend.push({ label: "place", mark: "circle", ink: ink.past });
  return legend;
}

function projectionFor(nodes: readonly Node[], width: number): { projection: GeoProjection; height: number } {
  const region: MultiPoint = { type: "MultiPoint", coordinates: nodes.map((n) => [n.lon, n.lat]) };
  const [[west, south], [east, north]] = geoBounds(region);
  const near = east - west >= 0 && east - west < 90 && north - south < 60;
  const height = Math.round(near ? Math.min(Math.max(width * 0.56, 300), 560) : width * 0.5);
  const inset = Math.min(56, width * 0.08);
  const [lon, lat] = geoCentroid(region);
  const projection = near ? geoAzimuthalEqualArea().rotate([-lon, -lat]) : geoEqualEarth().rotate([-11, 0]);
  const extent: [[number, number], [number, number]] = [[inset, inset], [width - inset * 1.6, height - inset]];
  projection.fitExtent(near ? extent : [[inset / 3, inset / 3], [width - inset / 3, height - inset / 3]], region);
  projection.clipExtent([[0, 0], [width, height]]);
  return { projection, height };
}

// The countries within the picture, as paths.
function landOf(projection: GeoProjection): string[] {
  const path = geoPath(projection).digits(1);
  return countries().flatMap((country) => path(country) ?? []);
}

function drawFlows(data: Flows, width: number): SVGSVGElement {
  const { projection, height } = projectionFor(data.nodes, width);
  const land = landOf(projection).map((d) => svg("path", { d, fill: ink.land, stroke: ink.paper, "stroke-width": 0.7 }));
  const at = new Map(data.nodes.flatMap((node) => {
    const point = projection([node.lon, node.lat]);
    return point === null ? [] : [[node.id, { node, x: point[0], y: point[1] }] as const];
  }));
  const most = Math.max(...data.links.map((l) => l.value));
  const widest = Math.min(15, width / 42);
  const beside = new Map<string, number>(); // links between the same two places
  const closed: Spot[] = [];
  const links = [...data.links].sort((a, b) => b.value - a.value).flatMap((link) => {
    const [from, to] = [at.get(link.from), at.get(link.to)];
    if (from === undefined || to === undefined) return [];
    const before = beside.get(`${link.from} ${link.to}`) ?? 0;
    beside.set(`${link.from} ${link.to}`, before + 1);
    if (link.closed === true) closed.push(middle(from, to, before));
    const thick = Math.max(1.2, (link.value / most) * widest);
    return [svg("path", {
      d: bent(from, to, before), fill: "none", stroke: kModes[link.mode] ?? ink.past, "stroke-width": thick.toFixed(1), "stroke-opacity": 0.72, "stroke-linecap": "round",
    }, link.title === null ? [] : [svg("title", {}, [link.title])])];
  });
  const busy = new Set(data.links.flatMap((l) => [l.from, l.to]));
  const placed = [...at.values()];
  const dots = placed.map(({ node, x, y }) => svg("circle", {
    cx: x.toFixed(1), cy: y.toFixed(1), r: busy.has(node.id) || node.full === true ? 4.6 : 2.6, fill: node.full === true ? ink.broken : ink.past, stroke: ink.paper, "stroke-width": 1.3,
  }, [svg("title", {}, [node.title ?? `${node.name}, ${node.kind}`])]));
  closed.push(...placed.filter((p) => p.node.closed === true));
  const important = [...placed].sort((a, b) => rank(b.node, busy) - rank(a.node, busy));
  const sea = svg("rect", { x: 0, y: 0, width, height, fill: ink.sea });
  const frame = svg("rect", { x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: "none", stroke: ink.rule });
  return svg("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}` }, [sea, ...land, ...links, ...dots, ...closed.flatMap(cross), ...labelled(important, placed, width, height), frame]);
}

function rank(node: Node, busy: ReadonlySet<string>): number {
  return (node.full === true ? 1e15 : 0) + (busy.has(node.id) ? 1e12 : 0) + (node.value ?? 0);
}

interface Spot { x: number; y: number }

// There and back are bent to different sides, and one beside others further than they, so that none hides another.
export function bent(from: Spot, to: Spot, before: number): string {
  const { x, y } = bend(from, to, before);
  return `M${from.x.toFixed(1)},${from.y.toFixed(1)}Q${x.toFixed(1)},${y.toFixed(1)} ${to.x.toFixed(1)},${to.y.toFixed(1)}`;
}

function bend(from: Spot, to: Spot, before: number): Spot {
  const share = 0.14 + before * 0.16;
  return { x: (from.x + to.x) / 2 + (to.y - from.y) * share, y: (from.y + to.y) / 2 - (to.x - from.x) * share };
}

function middle(from: Spot, to: Spot, before: number): Spot {
  const by = bend(from, to, before);
  return { x: (from.x + to.x + 2 * by.x) / 4, y: (from.y + to.y + 2 * by.y) / 4 };
}

// What is closed in some weeks is crossed out.
function cross({ x, y }: Spot): SVGPathElement[] {
  const [left, right, above, below] = [x - 4.5, x + 4.5, y - 4.5, y + 4.5].map((n) => n.toFixed(1));
  const d = `M${left},${above}L${right},${below}M${right},${above}L${left},${below}`;
  return [svg("path", { d, fill: "none", stroke: ink.paper, "stroke-width": 3.4 }), svg("path", { d, fill: "none", stroke: ink.text, "stroke-width": 1.7 })];
}

// Names at the first free side of their dots, the most important first, those of full places at a corner or further off too where
// no side is free; others keep only their titles.
function labelled(order: readonly (Spot & { node: Node })[], dots: readonly Spot[], width: number, height: number): SVGTextElement[] {
  const size = width < 520 ? 10.5 : 11.5;
  const taken = dots.map((d) => ({ x: d.x - 12, y: d.y, width: 24, dot: d as Spot | null })); // a name that ends beside a dot would be taken for its name
  return order.flatMap((place) => {
    const w = textWidth(place.node.name, size) * (place.node.full === true ? 1.2 : 1.09) + 2;
    const { x, y } = place;
    const sides = [{ x: x + 8, y }, { x: x - 8 - w, y }, { x: x - w / 2, y: y - 13 }, { x: x - w / 2, y: y + 13 }];
    const further = [13, 19, 25, 31].flatMap((dy) => [-dy, dy].flatMap((by) => [0, -0.25, -0.5, -0.75, -1].map((share) => ({ x: x + share * w, y: y + by }))));
    const choices = place.node.full === true ? [...sides, ...further] : sides;
    const free = choices.find((c) => c.x > 2 && c.x + w < width - 2 && c.y > 9 && c.y < height - 9 &&
      taken.every((t) => t.dot === place || Math.abs(t.y - c.y) >= size + 1.5 || t.x > c.x + w || t.x + t.width < c.x));
    if (free === undefined) return [];
    taken.push({ ...free, width: w, dot: null });
    return [svg("text", {
      x: free.x.toFixed(1), y: free.y.toFixed(1), dy: "0.34em", "font-size": size, fill: ink.text, stroke: ink.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round",
      ...(place.node.full === true ? { "font-weight": 650 } : {}),
    }, [place.node.name])];
  });
}
