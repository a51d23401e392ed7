// One figure of the page: its placeholder, the drawing in it, and what must be said beside it.

import type { Chart, Legend } from "./chart";
import { shownDay } from "./day";
import { hatching, html, ink, svg } from "./ink";

export interface Figure {
  // Draws for the room that the figure has, or for a given width in CSS pixels.
  draw: (width?: number) => void;
  element: HTMLElement;
}

// The drawing goes before what the page has put into the placeholder (its table and its source), and the
// table, open for readers without scripts, closes.
export function placed(element: HTMLElement, chart: Chart, notional: boolean, id: string): Figure {
  const drawing = html("div", { class: "drawing", role: "img", "aria-label": chart.gist });
  const note = html("p", { class: "note" }, [
    html("span", { class: "unit" }, [`${capital(chart.unit)}, as known ${shownDay(chart.asKnown)}.`]),
    ...chart.notes.map((n) => ` ${n}`),
  ]);
  const badge = notional ? [html("p", { class: "badge" }, ["Notional"])] : [];
  const key = html("div", { class: "key" }, [...legendList(chart.legend, id), ...badge]);
  element.prepend(key, drawing, note);
  for (const table of element.querySelectorAll("details")) table.open = false;
  let width = 0;
  return {
    element,
    draw: (asked) => {
      const room = Math.round(asked ?? drawing.clientWidth);
      if (room === width || room === 0) return;
      width = room;
      if (chart.empty) {
        drawing.replaceChildren(html("p", { class: "nothing" }, [chart.gist]));
        return;
      }
      const drawings = chart.draw(room, id);
      for (const each of drawings) {
        each.setAttribute("aria-hidden", "true");
        if (notional && Number(each.getAttribute("height")) > 90) each.append(watermark(each));
      }
      drawing.replaceChildren(...drawings);
    },
  };
}

export function refused(element: HTMLElement, reason: string): void {
  element.prepend(html("p", { class: "refused", role: "alert" }, [`This chart cannot be drawn. ${reason}`]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function legendList(legend: readonly Legend[], id: string): HTMLElement[] {
  if (legend.length === 0) return [];
  const items = legend.map((l, n) => html("li", {}, [swatch(l, `${id}-legend-${n}`), l.label]));
  return [html("ul", { class: "legend", "aria-hidden": "true" }, items)];
}

const kOutlines = {
  circle: "M12,6.5a5,5 0 1 1 -10,0a5,5 0 1 1 10,0Z",
  triangle: "M7,1.5L12.5,11.5H1.5Z",
  diamond: "M7,0.5L11.5,6.5L7,12.5L2.5,6.5Z",
  square: "M2.5,2H11.5V11H2.5Z",
  times: "M2.5,2L11.5,11M11.5,2L2.5,11",
} as const;

function swatch(legend: Legend, id: string): SVGSVGElement {
  const frame = { width: 14, height: 13, viewBox: "0 0 14 13" };
  switch (legend.mark) {
    case "fill": return svg("svg", frame, [svg("rect", { x: 0, y: 1, width: 14, height: 11, fill: legend.ink })]);
    case "band": return svg("svg", frame, [svg("rect", { x: 0, y: 1, width: 14, height: 11, fill: legend.ink, "fill-opacity": 0.25 })]);
    case "hatch": return svg("svg", frame, [hatching(id), svg("rect", { x: 0, y: 1, width: 14, height: 11, fill: `url(#${id})` })]);
    case "line": return svg("svg", frame, [svg("path", { d: "M7,0V13", stroke: legend.ink, "stroke-width": 1.8 })]);
    case "stroke": return svg("svg", frame, [svg("path", { d: "M0,6.5H14", stroke: legend.ink, "stroke-width": 3 })]);
    case "dashes": return svg("svg", frame, [svg("path", { d: "M0,6.5H14", stroke: legend.ink, "stroke-width": 1.6, "stroke-dasharray": "4,3" })]);
    case "outline": return svg("svg", frame, [svg("rect", { x: 1, y: 2, width: 12, height: 9, fill: "none", stroke: legend.ink, "stroke-width": 1.6 })]);
    case "times": return svg("svg", frame, [svg("path", { d: kOutlines.times, stroke: legend.ink, "stroke-width": 2.4 })]);
    default: return svg("svg", frame, [svg("path", { d: kOutlines[legend.mark], fill: legend.ink })]);
  }
}

// In the drawing itself, so that a copied picture keeps it.
function watermark(drawing: SVGSVGElement): SVGTextElement {
  const [width, height] = [Number(drawing.getAttribute("width")), Number(drawing.getAttribute("height"))];
  const size = Math.min(width / 8, height / 2, 76);
  return svg("text", {
    class: "watermark", x: width / 2, y: height / 2, dy: "0.35em", "text-anchor": "middle", "font-size": Math.round(size),
    "font-weight": 700, "letter-spacing": "0.12em", fill: ink.text, "fill-opacity": 0.05, "pointer-events": "none",
    transform: `rotate(-12 ${width / 2} ${height / 2})`,
  }, ["NOTIONAL"]);
}
