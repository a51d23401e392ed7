// Reads foreign JSON into typed values, once, at the border: a Shape gives the value, or the fault
// that names the field (as a JSON Pointer), what was expected there and what was found.

export interface Fault {
  field: string;
  expected: string;
  found: string;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; fault: Fault };
export type Shape<T> = (raw: unknown, field: string) => Parsed<T>;
export type Value<S> = S extends Shape<infer T> ? T : never;

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad<T>(field: string, expected: string, raw: unknown): Parsed<T> {
  return { ok: false, fault: { field: field === "" ? "/" : field, expected, found: described(raw) } };
}

export function faultText(fault: Fault): string {
  return `${fault.field}: expected ${fault.expected}, found ${fault.found}`;
}

function described(raw: unknown): string {
  if (raw === undefined) return "nothing";
  if (raw === null) return "null";
  if (Array.isArray(raw)) return `a list of ${raw.length}`;
  if (typeof raw === "object") return "an object";
  const text = JSON.stringify(raw);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

export const text: Shape<string> = (raw, field) =>
  typeof raw === "string" ? good(raw) : bad(field, "a text", raw);

export const truth: Shape<boolean> = (raw, field) =>
  typeof raw === "boolean" ? good(raw) : bad(field, "true or false", raw);

export const integer: Shape<number> = (raw, field) =>
  typeof raw === "number" && Number.isSafeInteger(raw) ? good(raw) : bad(field, "a whole number", raw);

// A plain measure (a rate, a latitude): a number, or a decimal text. Never money.
export const measure: Shape<number> = (raw, field) => {
  if (typeof raw === "number" && Number.isFinite(raw)) return good(raw);
  if (typeof raw === "string" && /^-?\d+(\.\d+)?$/.test(raw)) return good(Number(raw));
  return bad(field, "a number or a decimal text", raw);
};

// A shape made of a pure reader of texts, such as parseDate.
export function textAs<T>(read: (text: string) => T | null, expected: string): Shape<T> {
  return (raw, field) => {
    const value = typeof raw === "string" ? read(raw) : null;
    return value === null ? bad(field, expected, raw) : good(value);
  };
}

export function oneOf<const T extends string>(choices: readonly T[]): Shape<T> {
  return textAs((t) => choices.find((c) => c === t) ?? null, `one of ${choices.join(", ")}`);
}

// Absent and null are the same: not reported.
export function optional<T>(shape: Shape<T>): Shape<T | null> {
  return (raw, field) => (raw === undefined || raw === null ? good(null) : shape(raw, field));
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (raw, field) => {
    if (!Array.isArray(raw)) return bad(field, "a list", raw);
    const values: T[] = [];
    for (const [index, element] of raw.entries()) {
      const parsed = shape(element, `${field}/${index}`);
      if (!parsed.ok) return parsed;
      values.push(parsed.value);
    }
    return good(values);
  };
}

// Members that are not named are ignored: producers may add some.
export function record<M extends Record<string, Shape<unknown>>>(
  members: M,
): Shape<{ [K in keyof M]: Value<M[K]> }> {
  return (raw, field) => {
    if (!isObject(raw)) return bad(field, "an object", raw);
    const value: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(members)) {
      const parsed = shape(raw[name], `${field}/${escaped(name)}`);
      if (!parsed.ok) return parsed;
      value[name] = parsed.value;
    }
    return good(value as { [K in keyof M]: Value<M[K]> });
  };
}

export function dictionary<K extends string, T>(key: Shape<K>, shape: Shape<T>): Shape<Map<K, T>> {
  return (raw, field) => {
    if (!isObject(raw)) return bad(field, "an object", raw);
    const values = new Map<K, T>();
    for (const [name, element] of Object.entries(raw)) {
      const at = `${field}/${escaped(name)}`;
      const parsedKey = key(name, at);
      if (!parsedKey.ok) return parsedKey;
      const parsed = shape(element, at);
      if (!parsed.ok) return parsed;
      values.set(parsedKey.value, parsed.value);
    }
    return good(values);
  };
}

// The value that a JSON Pointer (RFC 6901) names in a document.
export function pointed(document: unknown, pointer: string): Parsed<unknown> {
  let here = document;
  let field = "";
  if (pointer !== "" && !pointer.startsWith("/")) return bad(pointer, "a JSON Pointer", pointer);
  for (const part of pointer.split("/").slice(1)) {
    field += `/${part}`;
    const name = part.replace(/~1/g, "/").replace(/~0/g, "~");
    if (Array.isArray(here) && /^\d+$/.test(name)) here = here[Number(name)];
    else if (isObject(here) && Object.hasOwn(here, name)) here = here[name];
    else return bad(field, "a value", undefined);
  }
  return good(here);
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function escaped(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}
