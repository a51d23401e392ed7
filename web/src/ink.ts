// The inks of a drawing: CSS variables, so that a change of theme needs no redrawing, and the small
// pieces of SVG that all charts share.

export const ink = {
  text: "var(--ink)",
  muted: "var(--ink-muted)",
  faint: "var(--ink-faint)",
  rule: "var(--rule)",
  paper: "var(--paper)",
  promised: "var(--promised)",
  goods: "var(--goods)",
  money: "var(--money)",
  people: "var(--people)",
  past: "var(--past)",
  kept: "var(--kept)",
  late: "var(--late)",
  open: "var(--open)",
  broken: "var(--broken)",
  land: "var(--land)",
  sea: "var(--sea)",
  node: "var(--node)",
} as const;

export const steps = ["var(--step-1)", "var(--step-2)", "var(--step-3)", "var(--step-4)", "var(--step-5)"] as const;

const kSvg = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number> = {},
  children: readonly (Node | string)[] = [],
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Hatching means "not reported" wherever it stands. `id` is unique in the page.
export function hatching(id: string): SVGDefsElement {
  const line = svg("line", { x1: 0, y1: 0, x2: 0, y2: 5, stroke: ink.faint, "stroke-width": 1.6 });
  const pattern = { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return svg("defs", {}, [svg("pattern", pattern, [line])]);
}

// A rough width of text in pixels, enough to choose margins; it needs no layout, so it is the same everywhere.
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const letter of text) ems += /[ijlI.,:;'|() ]/.test(letter) ? 0.34 : /[mwMW—]/.test(letter) ? 0.92 : /[A-Z]/.test(letter) ? 0.68 : 0.6;
  return ems * fontSize;
}

export function clipped(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let kept = text;
  while (kept.length > 1 && textWidth(`${kept}…`, fontSize) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
