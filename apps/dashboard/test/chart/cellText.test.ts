import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellText, fitted } from '../../src/chart/cellText.ts';
import { anyText } from './support.ts';

it('keeps what takes one cell and replaces what takes none or two, or is obeyed', () => {
  expect(cellText('σ_1 ≤ 0·5 ü')).toBe('σ_1 ≤ 0·5 ü');
  expect(cellText('重a\u001be\u0301👩\u200b\n')).toBe('?a?e????');
});

it('fits text into cells and tells what is cut off', () => {
  expect(fitted('component', 9)).toBe('component');
  expect(fitted('component', 5)).toBe('comp…');
  expect([fitted('component', 1), fitted('component', 0), fitted('component', -3)]).toEqual(['…', '', '']);
  fc.assert(
    fc.property(anyText, fc.integer({ min: -2, max: 30 }), (text, width) => {
      expect(fitted(text, width).length).toBeLessThanOrEqual(Math.max(0, width));
    }),
  );
});
