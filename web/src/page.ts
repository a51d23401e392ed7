// The page: finds its data and its placeholders, draws the charts, and keeps them right when the page is
// resized, printed or changes theme. Without it the page's tables stand open and say the same.

import { bars, parseBars } from "./bars";
import { parseDiff, parseHead, parseMap, parsePromises, parseStatus, parseTrajectory, type Head } from "./brief";
import { changes } from "./changes";
import type { Chart, Context } from "./chart";
import { columns, parseColumns } from "./columns";
import { composition } from "./composition";
import { fan, parseFan } from "./fan";
import { placed, refused, type Figure } from "./figure";
import { flows, parseFlows } from "./flows";
import { funnel } from "./funnel";
import { gantt, parseGantt } from "./gantt";
import { heat, parseHeat } from "./heat";
import { map } from "./map";
import { matrix, parseMatrix } from "./matrix";
import { panels, parsePanels } from "./panels";
import { promises } from "./promises";
import { faultText, good, pointed, type Parsed, type Shape } from "./shape";
import { trajectory } from "./trajectory";

// The width of A4 less the margins that the style sheet sets, in CSS pixels.
const kPrintWidth = 680;

type Maker = (raw: unknown, field: string, context: Context) => Parsed<Chart>;

function maker<T>(shape: Shape<T>, make: (value: T, context: Context) => Chart): Maker {
  return (raw, field, context) => {
    const parsed = shape(raw, field);
    return parsed.ok ? good(make(parsed.value, context)) : parsed;
  };
}

const kMakers = new Map<string, Maker>([
  ["funnel", maker(parseStatus, funnel)],
  ["trajectory", maker(parseTrajectory, trajectory)],
  ["composition", maker(parseStatus, composition)],
  ["promises", maker(parsePromises, promises)],
  ["map", maker(parseMap, map)],
  ["changes", maker(parseDiff, changes)],
  ["flows", maker(parseFlows, flows)],
  ["heat", maker(parseHeat, heat)],
  ["gantt", maker(parseGantt, gantt)],
  ["fan", maker(parseFan, fan)],
  ["bars", maker(parseBars, bars)],
  ["panels", maker(parsePanels, panels)],
  ["matrix", maker(parseMatrix, matrix)],
  ["columns", maker(parseColumns, columns)],
]);

export interface Page {
  document: Document;
  complain: (message: string) => void;
}

export function drawFigures({ document, complain }: Page): Figure[] {
  const elements = [...document.querySelectorAll<HTMLElement>("figure.chart[data-chart]")];
  const refuse = (element: HTMLElement, reason: string) => {
    refused(element, reason);
    complain(`chart ${element.dataset["chart"] ?? ""}: ${reason}`);
  };
  const read = readData(document);
  if (!read.ok) {
    for (const element of elements) refuse(element, faultText(read.fault));
    return [];
  }
  const { data, head } = read.value;
  return elements.flatMap((element, n) => {
    const made = chartFor(element, data, head);
    if (!made.ok) {
      refuse(element, faultText(made.fault));
      return [];
    }
    const figure = placed(element, made.value, head.programme.notional, `chart-${n + 1}`);
    figure.draw();
    return [figure];
  });
}

function readData(document: Document): Parsed<{ data: unknown; head: Head }> {
  const text = document.getElementById("brief-data")?.textContent ?? null;
  const fault = (found: string): Parsed<never> => ({ ok: false, fault: { field: "#brief-data", expected: "JSON", found } });
  if (text === null) return fault("no such element");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return fault("text that is not JSON");
  }
  const head = parseHead(data, "");
  return head.ok ? good({ data, head: head.value }) : head;
}

function chartFor(element: HTMLElement, data: unknown, head: Head): Parsed<Chart> {
  const { chart: kind = "", source = "" } = element.dataset;
  const make = kMakers.get(kind);
  if (make === undefined) return { ok: false, fault: { field: "data-chart", expected: [...kMakers.keys()].join(", "), found: kind } };
  const raw = pointed(data, source);
  return raw.ok ? make(raw.value, source, { head, options: element.dataset }) : raw;
}

export function followResizing(figures: readonly Figure[], window: Window & typeof globalThis): void {
  const observer = new window.ResizeObserver(() => figures.forEach((figure) => figure.draw()));
  for (const figure of figures) observer.observe(figure.element);
}

// On paper every drawing has the paper's width; afterwards all is as before. Tables that are closed are not printed.
export function followPrinting(figures: readonly Figure[], window: Window): void {
  window.addEventListener("beforeprint", () => figures.forEach((figure) => figure.draw(kPrintWidth)));
  window.addEventListener("afterprint", () => figures.forEach((figure) => figure.draw()));
}

// One button opens and closes all tables, on the screen and so on paper.
export function offerTables(window: Window): void {
  const button = window.document.querySelector<HTMLButtonElement>("button.tables");
  const tables = [...window.document.querySelectorAll<HTMLDetailsElement>("details.table")];
  if (button === null || tables.length === 0) return;
  const anyClosed = () => tables.some((table) => !table.open);
  const label = () => {
    button.textContent = anyClosed() ? "Open tables" : "Close tables";
    button.setAttribute("aria-label", anyClosed() ? "Open all tables, to read or print them" : "Close all tables");
  };
  button.addEventListener("click", () => {
    const open = anyClosed();
    for (const table of tables) table.open = open;
    label();
  });
  label();
  button.hidden = false;
}

// The button is hidden in the page itself: without scripts the system's preference holds.
export function offerThemes(window: Window): void {
  const root = window.document.documentElement;
  const button = window.document.querySelector<HTMLButtonElement>("button.theme");
  if (button === null) return;
  const dark = () => (root.dataset["theme"] ?? (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Use the light theme" : "Use the dark theme");
  };
  button.addEventListener("click", () => {
    root.dataset["theme"] = dark() ? "light" : "dark";
    label();
  });
  label();
  button.hidden = false;
}
