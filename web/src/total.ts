// One stage of one row as a single figure that may be drawn, and what had to be added for it.

import type { Reached, Stages } from "./brief";
import { joined, marked, short, shown, sum, type Amount, type Money, type Qualifier } from "./money";
import type { Stage } from "./stage";

export type Total =
  | { kind: "amount"; money: Money; qualifier: Qualifier; parts: Amount[] }
  | { kind: "unvalued"; label: string } // reached, but without a value in the currency shown
  | { kind: "not_reported" };

export const notReported: Total = { kind: "not_reported" };

export function totalOf(stages: Stages, stage: Stage, currency: string): Total {
  const reached = stages.get(stage);
  return reached === undefined ? notReported : totalReached(reached, currency);
}

function totalReached(reached: Reached, currency: string): Total {
  const amounts = reached.value ?? [];
  const parts = amounts.filter((a) => a.money.currency === currency);
  if (parts.length > 0) {
    return {
      kind: "amount",
      money: sum(parts.map((p) => p.money), currency),
      qualifier: joined(parts.map((p) => p.qualifier)),
      parts,
    };
  }
  const [foreign] = amounts;
  if (foreign !== undefined) {
    const more = amounts.length > 1 ? ` + ${amounts.length - 1}` : "";
    return { kind: "unvalued", label: marked(shown(foreign.money), foreign.qualifier) + more };
  }
  if (reached.quantity !== null) {
    return { kind: "unvalued", label: [grouped(reached.quantity), reached.unit ?? ""].join(" ").trim() };
  }
  if (reached.count !== null) return { kind: "unvalued", label: `${reached.count} ${reached.count === 1 ? "entry" : "entries"}` };
  return notReported;
}

// Several rows as one. Where some do not report, the sum is a lower bound.
export function totalTogether(totals: readonly Total[], currency: string): Total {
  const amounts = totals.flatMap((t) => (t.kind === "amount" ? [t] : []));
  if (amounts.length === 0) {
    const unvalued = totals.filter((t) => t.kind === "unvalued").length;
    return unvalued === 0 ? notReported : { kind: "unvalued", label: `${unvalued} without value` };
  }
  const qualifiers = amounts.map((a) => a.qualifier);
  if (amounts.length < totals.length) qualifiers.push("at_least");
  return {
    kind: "amount",
    money: sum(amounts.map((a) => a.money), currency),
    qualifier: joined(qualifiers),
    parts: amounts.flatMap((a) => a.parts),
  };
}

export function sizeOf(total: Total): bigint {
  return total.kind === "amount" ? total.money.e4 : -1n;
}

export function labelOf(total: Total): string {
  switch (total.kind) {
    case "amount": return marked(short(total.money), total.qualifier);
    case "unvalued": return total.label;
    case "not_reported": return "not reported";
  }
}

// The currencies, instruments and valuation bases that stand behind a set of figures: never added unseen.
export function mixtureNotes(rows: readonly Stages[], currency: string): string[] {
  const instruments = new Set<string>();
  const bases = new Set<string>();
  const foreign = new Set<string>();
  for (const stages of rows) {
    for (const reached of stages.values()) {
      for (const amount of reached.value ?? []) {
        if (amount.money.currency !== currency) foreign.add(amount.money.currency);
        else {
          if (amount.instrument !== null) instruments.add(amount.instrument === "not_reported" ? "instrument not stated" : amount.instrument.replace(/_/g, " "));
          if (amount.basis !== null) bases.add(amount.basis);
        }
      }
    }
  }
  const notes: string[] = [];
  if (instruments.size > 1) notes.push(`Bars add ${listed(instruments)}; the table keeps them apart.`);
  if (bases.size > 1) notes.push(`Valuations differ: ${listed(bases)}.`);
  if (foreign.size > 0) notes.push(`Amounts in ${listed(foreign)} have no conversion and are in no bar.`);
  return notes;
}

export function listed(names: Iterable<string>): string {
  const all = [...names].sort();
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} and ${last}`;
}

export function grouped(quantity: string): string {
  return quantity.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","));
}
