import { describe, expect, it } from 'vitest';
import { axisOf } from '../../src/analysis/axis.ts';
import type { PlaceValue } from '../../src/analysis/table.ts';

const axisWith = (values: readonly PlaceValue[], losses = values.map(() => 0), scale?: 'linear' | 'log') =>
  axisOf(
    {
      axes: ['x'],
      ...(scale === undefined ? {} : { scales: new Map([['x', scale]]) }),
      objectives: [{ name: 'loss', goal: 'minimize' }],
      points: values.map((value, cell) => ({ cell, values: [value], objectives: [losses[cell]!] })),
    },
    0,
    'x',
    losses,
  );

const numbers = Array.from({ length: 41 }, (_, i) => i / 40);

describe('an axis', () => {
  it('of many numbers reaches from the least to the most', () => {
    const axis = axisWith(numbers);
    expect([axis.kind, axis.others, axis.place(0), axis.place(0.5), axis.place(1)]).toEqual([
      'linear',
      [],
      0,
      0.5,
      1,
    ]);
  });

  it('stays one of numbers where some cells do not have it, and these lie above', () => {
    const axis = axisWith([undefined, ...numbers, undefined]);
    expect([axis.kind, axis.others]).toEqual(['linear', [undefined]]);
    expect(axis.place(0.5)).toBeCloseTo(axis.place(1) / 2, 10);
    expect(axis.place(undefined)).toBeGreaterThan(axis.place(1));
    expect(axis.place(undefined)).toBeLessThan(1);
  });

  it('lies as the search draws it, however far apart its ends are', () => {
    const wide = axisWith(numbers.slice(1), undefined, 'linear');
    expect([axisWith(numbers.slice(1)).kind, wide.kind]).toEqual(['log', 'linear']);
    const near = numbers.map((x) => 1 + x);
    expect([axisWith(near).kind, axisWith(near, undefined, 'log').kind]).toEqual(['linear', 'log']);
    expect(axisWith([-1, ...near], undefined, 'log').kind).toBe('linear');
  });

  it('keeps orders of magnitude apart beside such cells, too', () => {
    const axis = axisWith([undefined, ...numbers.map((x) => 10 ** (-4 * x))]);
    expect(axis.kind).toBe('log');
    expect(axis.place(0.01)).toBeCloseTo(axis.place(1) / 2, 10);
  });

  it('is one of numbers where a search has drawn few of them, and not where each of few has several cells', () => {
    const few = numbers.filter((_, i) => i % 5 === 0);
    expect(axisWith([...few, undefined, undefined]).kind).toBe('linear');
    expect(axisWith([...few, ...few]).kind).toBe('levels');
    expect(axisWith([2, 3, 4]).kind).toBe('levels');
  });

  it('of few numbers has levels, words after them, the better ones first', () => {
    const axis = axisWith([0.1, 'auto', 'none', 0.2], [0, 2, 1, 0]);
    expect([axis.kind, axis.levels]).toEqual(['levels', [0.1, 0.2, 'none', 'auto']]);
    expect(axis.place(0.2)).toBe(0.375);
  });

  it('of many words has levels, however many numbers are among them', () => {
    const words = Array.from({ length: 6 }, (_, i) => `word ${i}`);
    expect(axisWith([...numbers, ...words]).kind).toBe('levels');
  });
});
