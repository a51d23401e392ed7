// The three ladders of stages, and the definitions of "delivered".

import { oneOf } from "./shape";

export const ladders = {
  goods: ["pledged", "allocated", "contracted", "ready", "departed", "arrived", "handed_over", "confirmed", "verified"],
  money: ["committed", "disbursed", "spent"],
  people: ["enrolled", "graduated"],
  aside: ["delivered_unspecified"],
} as const;

export type Ladder = keyof typeof ladders;
export type Stage = (typeof ladders)[Ladder][number];

// Pledged stands at the foot of every ladder and is listed once, first.
export const stages: readonly Stage[] = Object.values(ladders).flat();
export const stage = oneOf(stages);

export function ladderOf(stage: Stage): Ladder {
  const names = Object.keys(ladders) as Ladder[];
  return names.find((name) => (ladders[name] as readonly Stage[]).includes(stage)) ?? "aside";
}

const kDefinitions: Record<string, Stage> = {
  "left-origin": "departed",
  "reached-port": "arrived",
  signed: "handed_over",
  "recipient-confirmed": "confirmed",
  inventoried: "verified",
};

// The stage that a definition of "delivered" maps to; a definition may also be a stage's own name.
export function deliveredStage(definition: string): Stage | null {
  return kDefinitions[definition] ?? stages.find((s) => s === definition) ?? null;
}

export function shownStage(stage: Stage): string {
  if (stage === "delivered_unspecified") return "Delivered, place not said";
  return sentence(stage);
}

// A code as words: "not_checkable" is "not checkable".
export function words(code: string): string {
  return code.replace(/_/g, " ");
}

export function sentence(code: string): string {
  const spaced = words(code);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
