import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLabels, spreadLabels } from '../../src/chart/endLabels.ts';

const ends = (rows: Record<string, number>) => Object.entries(rows).map(([text, row]) => ({ text, row }));
const places = (labels: readonly { text: string; row: number }[]): string =>
  labels
    .toSorted((a, b) => a.row - b.row)
    .map(({ text, row }) => `${text}@${row}`)
    .join(' ');

describe('spreadLabels', () => {
  it('leaves labels where they are when they do not meet', () => {
    expect(places(spreadLabels(ends({ a: 0.3, b: 2.9, c: 9 }), 10))).toBe('a@0 b@2 c@9');
  });

  it('moves apart those that meet, in the order of their curves', () => {
    expect(places(spreadLabels(ends({ a: 3.5, b: 3.1, c: 3.6 }), 10))).toBe('b@3 a@4 c@5');
    expect(places(spreadLabels(ends({ a: 9, b: 9.5, c: 9.7 }), 10))).toBe('a@7 b@8 c@9');
  });

  it('says how many are left out where they would have to go too far', () => {
    expect(places(spreadLabels(ends({ a: 0, b: 9, c: 9, d: 9, e: 9, f: 9 }), 10))).toBe('a@0 b@7 c@8 +3@9');
    expect(places(spreadLabels(ends({ a: 0, b: 0 }), 1))).toBe('+2@0');
    expect(spreadLabels(ends({ a: 0 }), 0)).toEqual([]);
  });

  it('never has two in a row or one outside, and counts all', () => {
    const rows = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 20 }),
        (height, shares) => {
          const labels = shares.map((share, i) => ({ text: `${i}`, row: share * height }));
          const spread = spreadLabels(labels, height);
          expect(new Set(spread.map(({ row }) => row)).size).toBe(spread.length);
          expect(spread.every(({ row }) => Number.isInteger(row) && row >= 0 && row < height)).toBe(true);
          const others = spread.find(({ text }) => text.startsWith('+'));
          const named = spread.length - (others ? 1 : 0);
          expect(named + Number(others?.text ?? 0)).toBe(labels.length);
        },
      ),
    );
  });
});

it('gives curves of one label one, where the middle one of them ends', () => {
  const labels = [5, 1, 2].map((row) => ({ text: '1', row }));
  expect(places(mergeLabels([...labels, { text: '2', row: 0 }]))).toBe('2@0 1@2');
});
