// What every chart gives to the page, whatever it shows.

import type { Head } from "./brief";

export interface Legend {
  label: string;
  mark: "fill" | "band" | "hatch" | "line" | "stroke" | "dashes" | "outline" | "circle" | "triangle" | "diamond" | "times" | "square";
  ink: string;
}

export interface Chart {
  gist: string; // the text alternative: what a reader who cannot see the drawing should know
  unit: string;
  asKnown: number; // Day
  legend: Legend[];
  notes: string[]; // sentences under the drawing: what is added, left out or uncertain
  empty: boolean; // nothing to draw: the gist is shown instead
  draw: (width: number, id: string) => SVGSVGElement[];
}

// `options` are the placeholder's further data attributes.
export interface Context {
  head: Head;
  options: Readonly<Record<string, string | undefined>>;
}
