/** Colours of curves: readable on white, and told apart with every kind of colour vision. */
import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
  type Color,
} from 'culori';
import { describe, expect, it } from 'vitest';
import { groupColors, rankColors } from '../src/style.ts';

const visions: [string, (color: Color) => Color][] = [
  ['full colour vision', (color) => color],
  ['deuteranopia', filterDeficiencyDeuter(1)],
  ['protanopia', filterDeficiencyProt(1)],
  ['tritanopia', filterDeficiencyTrit(1)],
];
const difference = differenceCiede2000();

describe.each([
  ['ranks', rankColors],
  ['groups', groupColors],
])('the colours of %s', (_, colors) => {
  it.each([1, 2, 3, 5, 10, 15])(
    'contrast with white by 3 to 1 or more, and lighten from the first to the last: %i',
    (count) => {
      const contrasts = colors(count).map((color) => wcagContrast(color, 'white'));
      expect(contrasts).toHaveLength(count);
      expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
      expect(contrasts).toEqual([...new Set(contrasts)].sort((a, b) => b - a));
    },
  );

  it.each(visions)('differ between neighbours with %s', (_vision, seen) => {
    // A difference of 2 is the least that is seen when two colours lie side by side, 5 is seen at a glance.
    for (const [count, least] of [
      [3, 10],
      [5, 5],
    ] as const) {
      const all = colors(count).map((color) => seen(parse(color)!));
      for (const [i, color] of all.slice(1).entries()) {
        expect(difference(all[i]!, color)).toBeGreaterThan(least);
      }
    }
  });
});
