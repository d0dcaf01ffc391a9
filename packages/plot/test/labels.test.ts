import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endLabels } from '../src/drawn/labels.ts';
import { pathInWords } from '../src/words.ts';

const ends = (values: readonly number[]): { rank: number; iteration: number; value: number }[] =>
  values.map((value, i) => ({ rank: i + 1, iteration: 100, value }));

it('labels curves one by one where there is room, and together where there is none', () => {
  expect(endLabels(ends([9, 5, 2, 0.1, 0.05, 0]), 0.5)).toEqual([
    { value: 9, text: '1' },
    { value: 5, text: '2' },
    { value: 2, text: '3' },
    { value: expect.closeTo(0.05), text: '4–6' },
  ]);
});

it('keeps labels apart and names every rank once', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { maxLength: 12 }), (values) => {
      const labels = endLabels(ends([...values].sort((a, b) => b - a)), 1);
      for (let i = 1; i < labels.length; i++) {
        expect(labels[i - 1]!.value - labels[i]!.value).toBeGreaterThanOrEqual(1);
      }
      const named = labels.flatMap(({ text }) => {
        const [first = NaN, last = first] = text.split('–').map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => first + i);
      });
      expect(named).toEqual(values.map((_, i) => i + 1));
    }),
  );
});

it('a parameter of a program has the name that its user has given it', () => {
  expect(pathInWords('parameters.learningRate')).toBe('learning rate');
  expect(pathInWords('optimizer.learningRate')).toBe('optimizer learning rate');
});
