import { expect, test } from "vitest";
import { dictionary, faultText, integer, list, measure, oneOf, optional, pointed, record, text } from "./shape";

const person = record({ name: text, age: optional(integer), tags: list(text) });

test("A record reads its members and ignores others", () => {
  expect(person({ name: "Ada", tags: ["x"], more: 1 }, "")).toEqual({ ok: true, value: { name: "Ada", age: null, tags: ["x"] } });
});

test("A fault names the field by its pointer, what was expected and what was found", () => {
  const parsed = person({ name: "Ada", tags: ["x", 3] }, "/people/0");
  expect(parsed.ok ? "" : faultText(parsed.fault)).toBe("/people/0/tags/1: expected a text, found 3");
});

test("A missing member is a fault unless it is optional", () => {
  const parsed = person({ tags: [] }, "");
  expect(parsed.ok ? "" : faultText(parsed.fault)).toBe("/name: expected a text, found nothing");
});

test("A dictionary checks its keys too, and escapes them in pointers", () => {
  const parsed = dictionary(oneOf(["a", "b"]), text)({ "c/d": "x" }, "/stages");
  expect(parsed.ok ? "" : parsed.fault.field).toBe("/stages/c~1d");
});

test("A measure is a number or a decimal text, and nothing else", () => {
  expect(measure("0.142", "")).toEqual({ ok: true, value: 0.142 });
  expect(measure(50.45, "")).toEqual({ ok: true, value: 50.45 });
  expect(measure("1e9", "").ok).toBe(false);
  expect(measure(NaN, "").ok).toBe(false);
});

test("A pointer finds members and elements, and says where it stopped", () => {
  const document = { a: [{ "b/c": 7 }] };
  expect(pointed(document, "/a/0/b~1c")).toEqual({ ok: true, value: 7 });
  expect(pointed(document, "")).toEqual({ ok: true, value: document });
  const missing = pointed(document, "/a/1/x");
  expect(missing.ok ? "" : missing.fault.field).toBe("/a/1/x");
  expect(pointed(document, "/constructor").ok).toBe(false);
});
