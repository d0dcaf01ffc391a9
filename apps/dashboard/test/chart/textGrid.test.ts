import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../../src/chart/spans.ts';
import { textGrid } from '../../src/chart/textGrid.ts';
import { anyText, hasSize, size } from './support.ts';

it('joins neighbours of one style and keeps the last that was written', () => {
  const grid = textGrid({ width: 6, height: 1 });
  grid.write(0, 0, 'abcd', { color: 1 });
  grid.write(2, 0, 'xy', { color: 1 });
  grid.write(3, 0, 'z', { color: 1, inverse: true });
  expect(grid.lines()).toEqual([
    [{ text: 'abx', color: 1 }, { text: 'z', color: 1, inverse: true }, { text: '  ' }],
  ]);
});

it('has its size whatever is written where', () => {
  fc.assert(
    fc.property(size, fc.integer(), fc.integer({ min: -3, max: 50 }), anyText, (cells, column, row, text) => {
      const grid = textGrid(cells);
      grid.write(column % 150, row, text, { bold: true });
      expect(hasSize(grid.lines(), cells)).toBe(true);
    }),
  );
});

it.each([NaN, -1, -Infinity, Infinity])('has no cells for a size of %s', (width) => {
  expect(plainText(textGrid({ width, height: 2 }).lines())).toBe('\n');
});
