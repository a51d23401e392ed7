// Days as whole numbers (0 = 1970-01-01), ISO weeks, and dates known only in part. No clock, no time zone.

import { textAs } from "./shape";

export type Day = number;

// A date as given: a day, a week, a month or a year, with the days it may mean.
export interface Span {
  given: string;
  first: Day;
  last: Day;
}

export interface Week {
  year: number;
  number: number;
  monday: Day;
}

const kMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function dayOf(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

function fields(day: Day): { year: number; month: number; day: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function yearOf(day: Day): number {
  return fields(day).year;
}

export function iso(day: Day): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

// "25 Jun 2025"
export function shownDay(day: Day): string {
  const { year, month, day: number } = fields(day);
  return `${number} ${kMonths[month - 1]} ${year}`;
}

export function shownMonth(month: number): string {
  return kMonths[month - 1] ?? "";
}

// "25 Jun 2025", "Jun 2025", "2025", "week 10 of 2025"
export function shownSpan(span: Span): string {
  if (span.first === span.last) return shownDay(span.first);
  const { year, month } = fields(span.first);
  if (span.given.length === 4) return `${year}`;
  if (span.given.length === 7) return `${kMonths[month - 1]} ${year}`;
  return `week ${Number(span.given.slice(6))} of ${span.given.slice(0, 4)}`;
}

export function parseSpan(given: string): Span | null {
  const week = parseWeek(given);
  if (week !== null) return { given, first: week.monday, last: week.monday + 6 };
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(given);
  if (parts === null) return null;
  const year = Number(parts[1]);
  if (parts[2] === undefined) return { given, first: dayOf(year, 1, 1), last: dayOf(year, 12, 31) };
  const month = Number(parts[2]);
  if (month < 1 || month > 12) return null;
  if (parts[3] === undefined) return { given, first: dayOf(year, month, 1), last: dayOf(year, month + 1, 1) - 1 };
  const day = dayOf(year, month, Number(parts[3]));
  return iso(day) === given ? { given, first: day, last: day } : null;
}

export function parseWeek(given: string): Week | null {
  const parts = /^(\d{4})-W(\d{2})$/.exec(given);
  if (parts === null) return null;
  const year = Number(parts[1]);
  const number = Number(parts[2]);
  return number >= 1 && number <= weeksIn(year) ? { year, number, monday: firstMonday(year) + 7 * (number - 1) } : null;
}

// Week 1 is the one that holds 4 January.
export function firstMonday(year: number): Day {
  const fourth = dayOf(year, 1, 4);
  return fourth - ((((fourth + 3) % 7) + 7) % 7); // day 0 was a Thursday, and earlier days are negative
}

export function weeksIn(year: number): number {
  return (firstMonday(year + 1) - firstMonday(year)) / 7;
}

export const span = textAs(parseSpan, "a date, month, year or week");
export const week = textAs(parseWeek, "an ISO week such as 2025-W26");
export const date = textAs((t) => {
  const parsed = parseSpan(t);
  return parsed !== null && parsed.first === parsed.last ? parsed.first : null;
}, "a date such as 2025-06-25");
