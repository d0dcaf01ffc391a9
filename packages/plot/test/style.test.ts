import { expect, it } from 'vitest';
import { groupColors, rankColors } from '../src/style.ts';

/** Relative luminance of a colour `rgb(r, g, b)` or `#rrggbb`, 0 black, 1 white (WCAG 2). */
function luminance(color: string): number {
  const parts = color.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    : color.match(/\d+/g)!.map(Number);
  const linear = parts.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const [r, g, b] = linear as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

it.each([
  ['ranks', rankColors],
  ['groups', groupColors],
])('the colours of %s lighten from the first to the last, and none is too pale for paper', (_, colors) => {
  for (const count of [1, 2, 3, 10, 15]) {
    const lightness = colors(count).map(luminance);
    expect(lightness).toHaveLength(count);
    expect(lightness).toEqual([...new Set(lightness)].sort((a, b) => a - b));
    expect(Math.max(...lightness)).toBeLessThan(0.65);
  }
});
