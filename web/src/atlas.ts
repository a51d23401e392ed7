// The shapes of countries: Natural Earth 1:110m, by ISO 3166-1 numeric code.

import { geoContains } from "d3-geo";
import type { Feature, MultiPolygon } from "geojson";
import { feature, merge } from "topojson-client";
import type { GeometryCollection, MultiPolygon as MultiPolygonOf, Polygon as PolygonOf, Topology } from "topojson-specification";
import world from "world-atlas/countries-110m.json";

export type Country = Feature<MultiPolygon, { code: string; name: string }>;

// Natural Earth draws lines of control. This one piece is drawn with the state that General Assembly
// resolution 68/262 names; all other lines are as in the source. The page's footer says so.
const kReassigned = [{ inside: [34.1, 45.2] as [number, number], from: "643", to: "804" }];
export const atlasNote =
  "Made with Natural Earth (1:110m). Crimea is drawn as in General Assembly resolution 68/262; all other lines follow Natural Earth. They imply no opinion on any border.";

type Shape = PolygonOf<{ name: string }> | MultiPolygonOf<{ name: string }>;

const kAntarctica = "010";

let known: Country[] | undefined;

// Put together when they are first asked for.
export function countries(): Country[] {
  return (known ??= makeCountries());
}

function makeCountries(): Country[] {
  const topology = world as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const shapes = (topology.objects.countries.geometries as Shape[]).filter((g) => g.id !== kAntarctica);
  const pieces = new Map(shapes.map((g) => [g, g.type === "Polygon" ? [g.arcs] : g.arcs] as const));
  for (const { inside, from, to } of kReassigned) {
    const loser = shapes.find((g) => g.id === from);
    const gainer = shapes.find((g) => g.id === to);
    if (loser === undefined || gainer === undefined) continue;
    const [kept, moved] = split(pieces.get(loser) ?? [], (arcs) => geoContains(feature(topology, polygon(arcs)), inside));
    pieces.set(loser, kept);
    pieces.set(gainer, [...(pieces.get(gainer) ?? []), ...moved]);
  }
  return shapes.map((g) => ({
    type: "Feature",
    properties: { code: String(g.id ?? ""), name: g.properties?.name ?? "" },
    geometry: merge(topology, (pieces.get(g) ?? []).map(polygon)),
  }));
}

function polygon(arcs: number[][]): PolygonOf {
  return { type: "Polygon", arcs };
}

function split<T>(all: readonly T[], moves: (element: T) => boolean): [T[], T[]] {
  const moved = all.filter(moves);
  return [all.filter((element) => !moved.includes(element)), moved];
}
