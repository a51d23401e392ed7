import { expect, test } from "vitest";
import { standsBelow } from "./panels";

const line = (...values: [number, number][]) => ({ role: "actual" as const, steps: null, points: values.map(([at, value]) => ({ at, value, label: null })) });

test("a label stands on the side of a line's end that fewer lines pass through", () => {
  const end = { at: 10, value: 50 };
  const rising = line([0, 0], [10, 50]);
  const falling = line([0, 100], [10, 50]);
  expect(standsBelow(end, [rising], -4, 20)).toBe(false);
  expect(standsBelow(end, [falling], -4, 20)).toBe(true);
  expect(standsBelow(end, [rising, line([10, 60], [20, 60])], 4, 20)).toBe(true);
  expect(standsBelow(end, [rising], 4, 20)).toBe(false);
  expect(standsBelow({ at: 10, value: 5 }, [falling], -4, 20)).toBe(false); // no room above the axis
});
