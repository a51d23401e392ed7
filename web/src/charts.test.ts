import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { dayTicks, roundTicks, tick } from "./drawing";
import { dayOf } from "./day";
import { drawFigures } from "./page";
import { bent } from "./flows";

// The charts of a made-up shape, with the invented data that the sample page shows.
const charts: Record<string, Record<string, unknown>> = JSON.parse(readFileSync("sample/charts.json", "utf8"));
const kinds = Object.keys(charts);

function lay(data: Record<string, unknown>): void {
  const programme = { name: "Exercise", notional: true, recipients: ["UA"], currency: "EUR", report_date: "2025-06-25", delivered: "signed" };
  const figures = kinds.map((kind) => `<figure class="chart" data-chart="${kind}" data-source="/charts/${kind}"><details class="table" open><summary>Table</summary></details></figure>`);
  document.body.innerHTML = `${figures.join("")}<script type="application/json" id="brief-data"></script>`;
  const element = document.getElementById("brief-data");
  if (element !== null) element.textContent = JSON.stringify({ programme, as_known: "2025-06-25", head: "aa", charts: data });
}

function draw(width: number): string[] {
  const complaints: string[] = [];
  for (const figure of drawFigures({ document, complain: (c) => complaints.push(c) })) figure.draw(width);
  return complaints;
}

function readable(element: Element): string {
  return `${element.outerHTML.replace(/ d="([^"]{60})[^"]*"/g, ' d="$1…"').replace(/></g, ">\n<")}\n`;
}

beforeEach(() => {
  document.body.innerHTML = "";
});

test.each([900, 340])("Each chart draws the same picture at %i pixels", async (width) => {
  lay(charts);
  expect(draw(width)).toEqual([]);
  for (const figure of document.querySelectorAll<HTMLElement>("figure"))
    await expect(readable(figure)).toMatchFileSnapshot(`snapshots/${figure.dataset["chart"]}-${width}.html`);
});

test("No drawing holds a position that is not a number", () => {
  for (const width of [900, 640, 340]) {
    lay(charts);
    draw(width);
    expect(document.body.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test.each(kinds)("A chart of the kind %s without anything in it says its gist instead", (kind) => {
  const chart = charts[kind] ?? {};
  const bare = Object.fromEntries(Object.entries(chart).map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
  lay({ ...charts, [kind]: bare });
  expect(draw(720)).toEqual([]);
  expect(document.querySelector(`[data-chart=${kind}] .nothing`)?.textContent).toBe(chart["gist"]);
});

test.each(kinds)("A chart of the kind %s that cannot be read names the member, and the others are drawn", (kind) => {
  lay({ ...charts, [kind]: { ...charts[kind], gist: 5 } });
  expect(draw(720)).toEqual([`chart ${kind}: /charts/${kind}/gist: expected a text, found 5`]);
  expect(document.querySelectorAll(".drawing svg").length).toBeGreaterThanOrEqual(kinds.length - 1);
});

test("Ticks are round, in their unit, and as many as there is room for", () => {
  expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  expect(roundTicks(-3, 8, 3)).toEqual([0, 5]);
  expect([tick(0.25, "share"), tick(12e9, "money"), tick(-1234.5, "number"), tick(0.4, "number")]).toEqual(["25 %", "12 bn", "−1,234.5", "0.4"]);
});

test("Days are told by months, or by years where months have no room", () => {
  const labels = (from: number, until: number, width: number) => dayTicks(from, until, width).map((t) => t.label);
  expect(labels(dayOf(2025, 11, 15), dayOf(2026, 2, 20), 600)).toEqual(["Dec 2025", "Jan 2026", "Feb"]);
  expect(labels(dayOf(2015, 1, 1), dayOf(2025, 1, 1), 340)).toEqual(["2015", "2017", "2019", "2021", "2023", "2025"]);
});

test("A target of one day is a sign, as a line through one point is none", () => {
  const point = { at: "2025-06-30", value: "1500", label: "1,500" };
  const panel = { name: "Graduates", lines: [{ role: "target", points: [point] }] };
  lay({ ...charts, panels: { ...charts["panels"], panels: [panel] } });
  expect(draw(720)).toEqual([]);
  expect(document.querySelectorAll("[data-chart=panels] .drawing circle").length).toBe(1);
});

test("A road beside a railway is bent away from it", () => {
  const [from, to] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  expect([bent(from, to, 0), bent(from, to, 1)]).toEqual(["M0.0,0.0Q50.0,-14.0 100.0,0.0", "M0.0,0.0Q50.0,-30.0 100.0,0.0"]);
});
