import { geoContains } from "d3-geo";
import { expect, test } from "vitest";
import { countries } from "./atlas";
import { parseMap, type DonorMap } from "./brief";
import { mapView } from "./map";

const atlas = countries();

function donors(values: [string | null, string][]): DonorMap {
  const parsed = parseMap({ unit: "EUR", stage: "pledged", nodes: [], countries: values.map(([iso_n3, value], n) => ({ code: `C${n}`, iso_n3, name: `C${n}`, value })) }, "");
  if (!parsed.ok) throw new Error(parsed.fault.field);
  return parsed.value;
}

function home(point: [number, number]): string[] {
  return atlas.filter((c) => geoContains(c, point)).map((c) => c.properties.name);
}

test("Each place lies in one country, Simferopol in Ukraine, and Antarctica is left out", () => {
  expect(home([30.5, 50.4])).toEqual(["Ukraine"]);
  expect(home([34.1, 45.0])).toEqual(["Ukraine"]);
  expect(home([37.6, 55.7])).toEqual(["Russia"]);
  expect(atlas.some((c) => c.properties.code === "010")).toBe(false);
});

test("Classes begin at round numbers, and a larger value is never in a lower class", () => {
  const view = mapView(donors([["276", "9000000000"], ["250", "900000000"], ["840", "12000000000"], ["233", "20000000"]]), atlas);
  expect(view.breaks).toEqual([300e6, 1e9, 3e9, 10e9]);
  expect(["233", "250", "276", "840"].map((n3) => view.donors.get(n3)?.step)).toEqual([0, 1, 3, 4]);
});

test("A donor that the atlas cannot show is listed, not lost", () => {
  const view = mapView(donors([["276", "5"], ["470", "3"], [null, "9"]]), atlas);
  expect(view.missing.map((d) => d.code)).toEqual(["C2", "C1"]);
});
