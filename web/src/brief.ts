// What a page carries in its element "brief-data": the parts that the charts read, and their shapes.
// web/README.md has the contract in full.

import { date, span, week } from "./day";
import { currencyCode, decimal, parseAmount, parseMoney, type Money } from "./money";
import {
  dictionary, good, integer, list, measure, oneOf, optional, record, text, textAs, truth, type Shape, type Value,
} from "./shape";
import { stage } from "./stage";

const programme = record({
  name: text,
  notional: truth,
  recipients: list(text),
  currency: currencyCode,
  report_date: date,
  delivered: text,
});

export const parseHead = record({
  programme,
  as_known: date,
  head: text,
  names: optional(dictionary(text, text)),
});
export type Head = Value<typeof parseHead>;

// A code as a reader knows it: the page's own name for it, or the code.
export function named(head: Head, code: string): string {
  return head.names?.get(code) ?? code;
}

const reached = record({
  value: optional(list(parseAmount)),
  quantity: optional(textOrNumber()),
  unit: optional(text),
  count: optional(integer),
});
export type Reached = Value<typeof reached>;

const stagesReached = dictionary(stage, reached);
export type Stages = Value<typeof stagesReached>;

export const parseStatus = record({
  as_known: date,
  currency: currencyCode,
  rows: list(record({ key: dictionary(text, optional(text)), stages: stagesReached })),
  total: optional(record({ stages: stagesReached })),
});
export type Status = Value<typeof parseStatus>;

export const parseTrajectory = record({
  series: list(
    record({
      year: integer,
      as_known: date,
      weeks: list(record({ week, cumulative: parseMoney })),
      within: optional(list(record({ period: span, amount: parseMoney }))),
    }),
  ),
  growth: optional(record({ rate: optional(measure), year: optional(integer), against: optional(integer), week: optional(week) })),
});
export type Trajectory = Value<typeof parseTrajectory>;

export const verdicts = ["kept", "late", "open", "broken", "not_checkable"] as const;
export type Verdict = (typeof verdicts)[number];

const promise = record({
  id: text,
  name: optional(text),
  series: optional(text),
  due: optional(span),
  on: optional(span),
  stage: optional(stage),
  verdict: oneOf(verdicts),
  days_late: optional(integer),
});
export type Promised = Value<typeof promise>;

// `counts`: of all, where `promises` are only some of them.
const count = optional(integer);
export const parsePromises = record({
  promises: list(promise),
  counts: optional(record({ kept: count, late: count, open: count, broken: count, not_checkable: count })),
});
export type Promises = Value<typeof parsePromises>;

export const parseDiff = record({
  from: date,
  to: date,
  added: list(record({ entry: optional(text), kind: text, known_date: span, name: optional(text), amount: optional(parseAmount) })),
  changed: optional(list(record({ entry: optional(text) }))),
  retracted: optional(list(record({ entry: optional(text) }))),
});
export type Diff = Value<typeof parseDiff>;

const isoNumber = textAs((t) => (/^\d{3}$/.test(t) ? t : null), "three digits");

const mapWire = record({
  unit: currencyCode,
  stage,
  of: optional(oneOf(["donor", "recipient"] as const)),
  recipients: optional(list(record({ iso_n3: isoNumber, name: text }))),
  countries: list(
    record({ code: text, iso_n3: optional(isoNumber), name: text, value: decimal }),
  ),
  nodes: list(
    record({
      id: text, name: text, kind: text, lat: measure, lon: measure, value: optional(measure), unit: optional(text),
    }),
  ),
});

type MapWire = Value<typeof mapWire>;
export type DonorMap = Omit<MapWire, "countries"> & {
  countries: (Omit<MapWire["countries"][number], "value"> & { value: Money })[];
};

export const parseMap: Shape<DonorMap> = (raw, field) => {
  const parsed = mapWire(raw, field);
  if (!parsed.ok) return parsed;
  const { unit, countries } = parsed.value;
  return good({
    ...parsed.value,
    countries: countries.map((c) => ({ ...c, value: { e4: c.value, currency: unit } })),
  });
};

function textOrNumber(): Shape<string> {
  return (raw, field) => (typeof raw === "number" ? good(String(raw)) : text(raw, field));
}
