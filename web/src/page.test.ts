import { beforeEach, expect, test } from "vitest";
import { drawFigures, followPrinting, offerTables, offerThemes } from "./page";

// A small programme in which every kind of gap occurs. All of it is invented.
function brief(): Record<string, any> {
  const amount = (decimal: string, more = {}) => ({ amount: decimal, currency: "EUR", basis: "stated", instrument: "grant", qualifier: "exact", ...more });
  const reached = (...value: unknown[]) => ({ value, quantity: null, unit: null, count: value.length });
  const status = (key: string, rows: [string | null, Record<string, unknown>][]) => ({
    as_known: "2025-06-25", head: "aa", currency: "EUR", delivered: "recipient-confirmed", by: [key],
    rows: rows.map(([code, stages]) => ({ key: { [key]: code }, stages, exits: {} })),
    total: { stages: { pledged: reached(amount("1500000000")), confirmed: reached(amount("200000000")) }, exits: {} },
    netted: [], conflicts: [],
  });
  return {
    programme: { name: "Exercise", notional: true, recipients: ["UA"], currency: "EUR", report_date: "2025-06-25", delivered: "recipient-confirmed" },
    as_known: "2025-06-25",
    head: "aa",
    names: { DE: "Germany", NO: "Norway", CZ: "Czechia" },
    status: status("donor", [
      ["NO", { pledged: reached(amount("400000000", { qualifier: "at_least" })), disbursed: reached(amount("90000000")) }],
      ["DE", { pledged: reached(amount("900000000"), amount("100000000", { instrument: "loan" })), allocated: reached(amount("700000000")), confirmed: reached(amount("200000000")) }],
      ["CZ", { pledged: reached(amount("100000000")), allocated: { value: [], quantity: "1250", unit: "vehicles", count: 2 }, confirmed: reached(amount("38000000", { currency: "CZK" })) }],
    ]),
    composition: {
      category: status("category", [
        [null, { pledged: reached(amount("300000000")) }],
        ["air_defence", { pledged: reached(amount("800000000")), confirmed: reached(amount("200000000")) }],
        ["budget", { pledged: reached(amount("400000000")), disbursed: reached(amount("90000000")) }],
      ]),
    },
    trajectory: {
      series: [
        { year: 2024, as_known: "2024-12-31", weeks: [week("2024-W01", "10000000"), week("2024-W02", "40000000"), week("2024-W52", "60000000")], within: [] },
        { year: 2025, as_known: "2025-06-25", weeks: [week("2025-W01", "20000000"), week("2025-W02", "50000000"), week("2025-W06", "50000000")], within: [{ period: "2025-01", amount: { amount: "5000000", currency: "EUR" } }] },
      ],
      growth: { year: 2025, against: 2024, week: "2025-W02", rate: "0.25" },
    },
    promises: {
      promises: [
        { id: "p1", name: "Battery", due: "2025-05-01", on: "2025-04-20", stage: "confirmed", verdict: "kept", days_late: -11, moved: 0 },
        { id: "p2", name: "Shells", due: "2025-03", on: "2025-05", stage: "confirmed", verdict: "late", days_late: 61, moved: 1 },
        { id: "p3", name: "Hospital", due: "2025-06-01", on: null, stage: "confirmed", verdict: "broken", days_late: null, moved: 0 },
        { id: "p4", name: "Course", due: "2025-08-01", on: null, stage: "graduated", verdict: "open", days_late: null, moved: 0 },
        { id: "p5", name: "Storage", due: null, on: null, stage: null, verdict: "not_checkable", days_late: null, moved: 0 },
      ],
      rates: [],
    },
    diff: {
      from: "2025-05-01", to: "2025-06-25", changed: [{ entry: "e1" }], retracted: [], effect: [],
      added: [
        { entry: "e1", kind: "pledge", known_date: "2025-06-20", amount: amount("120000000") },
        { entry: "e2", kind: "pledge", known_date: "2025-06-20", amount: amount("30000000") },
        { entry: "e3", kind: "contract", known_date: "2025-06-02", amount: amount("15000000") },
        { entry: "e4", kind: "pledge", known_date: "2025-06-03", amount: null },
        { entry: "e5", kind: "pledge", known_date: "2025-05-03", amount: amount("99000000") },
      ],
    },
    map: {
      unit: "EUR", stage: "pledged", recipients: [{ code: "UA", iso_n3: "804", name: "Ukraine" }],
      countries: [{ code: "DE", iso_n3: "276", name: "Germany", value: "1000000000" }, { code: "NO", iso_n3: "578", name: "Norway", value: "400000000" }, { code: "EU", iso_n3: null, name: "EU institutions", value: "5000000" }],
      nodes: [{ id: "n1", name: "Lviv depot", kind: "depot", lat: 49.84, lon: 24.03, value: 10, unit: "t" }, { id: "n2", name: "Constanța", kind: "port", lat: 44.17, lon: 28.65, value: null, unit: null }],
    },
  };
}

function week(name: string, decimal: string) {
  return { week: name, cumulative: { amount: decimal, currency: "EUR" } };
}

const kFigures = [
  ["funnel", "/status"], ["trajectory", "/trajectory"], ["composition", "/composition/category"],
  ["promises", "/promises"], ["map", "/map"], ["changes", "/diff"],
] as const;

function lay(data: unknown, figures: readonly (readonly [string, string])[] = kFigures): void {
  const placeholders = figures.map(([kind, source]) =>
    `<figure class="chart" data-chart="${kind}" data-source="${source}"><details class="table" open><summary>Table</summary></details><figcaption>Source.</figcaption></figure>`);
  document.body.innerHTML = `<button class="tables" hidden></button><button class="theme" hidden></button>${placeholders.join("")}<script type="application/json" id="brief-data"></script>`;
  const element = document.getElementById("brief-data");
  if (element !== null) element.textContent = JSON.stringify(data);
}

function drawnAt(width: number): { complaints: string[] } {
  const complaints: string[] = [];
  for (const figure of drawFigures({ document, complain: (c) => complaints.push(c) })) figure.draw(width);
  return { complaints };
}

beforeEach(() => {
  document.body.innerHTML = "";
  delete document.documentElement.dataset["theme"];
});

// One tag a line, the long outlines of countries cut: what differs can be read.
function readable(element: Element): string {
  return `${element.outerHTML.replace(/ d="([^"]{60})[^"]*"/g, ' d="$1…"').replace(/></g, ">\n<")}\n`;
}

test.each([720, 340])("Each chart draws the same picture at %i pixels", async (width) => {
  lay(brief());
  expect(drawnAt(width).complaints).toEqual([]);
  for (const [n, figure] of [...document.querySelectorAll("figure")].entries()) {
    const kind = kFigures[n]?.[0] ?? "";
    await expect(readable(figure)).toMatchFileSnapshot(`snapshots/${kind}-${width}.html`);
  }
});

test("Every chart has a text alternative, a unit, an as-known date, and the notional badge and watermark", () => {
  lay(brief());
  drawnAt(720);
  for (const figure of document.querySelectorAll("figure")) {
    const drawing = figure.querySelector("[role=img]");
    expect(drawing?.getAttribute("aria-label")?.length).toBeGreaterThan(40);
    expect(figure.querySelector(".note .unit")?.textContent).toMatch(/.+, as known 25 Jun 2025\.$/);
    expect(figure.querySelector(".badge")?.textContent).toBe("Notional");
    expect(drawing?.querySelector(".watermark")).not.toBeNull();
  }
});

test("A programme that is not notional carries no mark", () => {
  const data = brief();
  data["programme"].notional = false;
  lay(data);
  drawnAt(720);
  expect(document.querySelector(".badge, .watermark")).toBeNull();
});

test("Inks are variables or patterns only, so a change of theme needs no drawing", () => {
  lay(brief());
  drawnAt(720);
  const inks = new Set<string>();
  for (const element of document.querySelectorAll(".drawing *")) {
    for (const name of ["fill", "stroke"]) inks.add(element.getAttribute(name) ?? "none");
  }
  expect([...inks].filter((ink) => !/^(var\(--|url\(#|none$|currentColor$)/.test(ink))).toEqual([]);
});

test("A stage that is absent is hatched and called not reported; it is never 0", () => {
  lay(brief(), [["funnel", "/status"]]);
  drawnAt(720);
  const texts = [...document.querySelectorAll(".drawing text")].map((t) => t.textContent);
  expect(texts).toContain("not reported");
  expect(texts).not.toContain("0");
  expect([...document.querySelectorAll(".drawing *")].some((e) => e.getAttribute("fill")?.startsWith("url(#"))).toBe(true);
});

test("A faulty part is named on the page and on the console, its table stays open, the other charts are drawn", () => {
  const data = brief();
  data["status"].rows[1].stages.pledged.value[0].amount = 12;
  lay(data);
  const { complaints } = drawnAt(720);
  expect(complaints).toEqual(["chart funnel: /status/rows/1/stages/pledged/value/0/amount: expected a decimal text with at most four places, found 12"]);
  const [funnel, trajectory] = document.querySelectorAll("figure");
  expect(funnel?.querySelector(".refused")).not.toBeNull();
  expect(funnel?.querySelector("details")?.open).toBe(true);
  expect(trajectory?.querySelector("details")?.open).toBe(false);
});

test.each([
  [[["pie", "/status"]], "data-chart"],
  [[["funnel", "/nothing"]], "/nothing"],
] as const)("A placeholder that cannot be filled says why: %j", (figures, field) => {
  lay(brief(), figures);
  expect(drawnAt(720).complaints[0]).toContain(field);
});

test("An empty record says so in words", () => {
  const data = brief();
  data["status"].rows = [];
  data["promises"].promises = [];
  data["diff"].added = [];
  data["trajectory"].series = [];
  lay(data, [["funnel", "/status"], ["promises", "/promises"], ["changes", "/diff"], ["trajectory", "/trajectory"]]);
  expect(drawnAt(720).complaints).toEqual([]);
  expect(document.querySelectorAll(".nothing")).toHaveLength(4);
});

test("Printing draws for paper and leaves closed tables closed", () => {
  lay(brief(), [["changes", "/diff"]]);
  const figures = drawFigures({ document, complain: () => undefined });
  followPrinting(figures, window);
  window.dispatchEvent(new Event("beforeprint"));
  expect(document.querySelector("details")?.open).toBe(false);
  expect(document.querySelector(".drawing svg")?.getAttribute("width")).toBe("680");
});

test("One button opens all tables and closes them again", () => {
  lay(brief(), [["changes", "/diff"], ["funnel", "/status"]]);
  drawFigures({ document, complain: () => undefined });
  offerTables(window);
  const button = document.querySelector<HTMLButtonElement>("button.tables");
  const open = () => [...document.querySelectorAll<HTMLDetailsElement>("details.table")].map((table) => table.open);
  expect(button?.hidden).toBe(false);
  expect(button?.textContent).toBe("Open tables");
  button?.click();
  expect(open()).toEqual([true, true]);
  expect(button?.textContent).toBe("Close tables");
  button?.click();
  expect(open()).toEqual([false, false]);
});

test("The theme button appears and switches", () => {
  lay(brief(), []);
  window.matchMedia = () => ({ matches: false }) as MediaQueryList;
  offerThemes(window);
  const button = document.querySelector<HTMLButtonElement>("button.theme");
  expect(button?.hidden).toBe(false);
  expect(button?.textContent).toBe("Dark");
  button?.click();
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  button?.click();
  expect(document.documentElement.dataset["theme"]).toBe("light");
});
