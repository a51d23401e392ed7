import { expect, test } from "vitest";
import { rowOfLabel } from "./panels";

const line = (...values: [number, number][]) => ({ role: "actual" as const, steps: null, points: values.map(([at, value]) => ({ at, value, label: null })) });

test("a label stands on the nearest row beside a line's end that the fewest lines pass through", () => {
  const end = { at: 10, value: 50 };
  const rising = line([0, 0], [10, 50]);
  const falling = line([0, 100], [10, 50]);
  expect(rowOfLabel(end, [rising], -4, 20, 110)).toBe(1);
  expect(rowOfLabel(end, [falling], -4, 20, 110)).toBe(-1);
  expect(rowOfLabel(end, [rising, line([10, 60], [20, 60])], 4, 20, 110)).toBe(-1);
  expect(rowOfLabel(end, [line([0, 60], [10, 60]), line([0, 40], [10, 40])], -4, 20, 110)).toBe(2);
  expect(rowOfLabel(end, [line([0, 60], [10, 60]), line([0, 40], [10, 40])], -4, 20, 80)).toBe(-2);
  expect(rowOfLabel(end, [rising], 4, 20, 110)).toBe(1);
  expect(rowOfLabel({ at: 10, value: 5 }, [line([0, 30], [10, 5])], -4, 20, 30)).toBe(1); // no room above the axis
});
