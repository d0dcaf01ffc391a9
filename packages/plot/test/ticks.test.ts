import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenLabels, unevenLabels } from '../src/axes/notation.ts';
import { axisLabels } from '../src/words.ts';
import { labelWidth, niceDomain, ticksAcross, ticksUpward } from '../src/axes/ticks.ts';

describe('labels of evenly spaced values', () => {
  it.each<[number[], string[]]>([
    [
      [0, 20_000, 40_000],
      ['0', '20k', '40k'],
    ],
    [
      [0, 500, 1000, 1500],
      ['0', '500', '1000', '1500'],
    ],
    [
      [0, 2000, 4000],
      ['0', '2k', '4k'],
    ],
    [
      [0, 500_000, 1_000_000],
      ['0', '0.5M', '1.0M'],
    ],
    [
      [0, 5000, 10_000],
      ['0', '5k', '10k'],
    ],
    [
      [0, 0.05, 0.1],
      ['0', '0.05', '0.10'],
    ],
    [
      [-0.2, 0, 0.2],
      ['−0.2', '0', '0.2'],
    ],
    [
      [0, 2e-5, 4e-5, 1e-4],
      ['0', '2·10⁻⁵', '4·10⁻⁵', '10·10⁻⁵'],
    ],
    [
      [0, 5e-4],
      ['0', '5·10⁻⁴'],
    ],
    [
      [0, 1e16, 2e16],
      ['0', '10¹⁶', '2·10¹⁶'],
    ],
    [[0.7], ['0.7']],
    [[0], ['0']],
    [[], []],
  ])('%j are %j', (values, labels) => expect(evenLabels(values)).toEqual(labels));
});

describe('labels of values of any distances', () => {
  it.each<[number[], string[]]>([
    [
      [0.01, 1],
      ['0.01', '1'],
    ],
    [
      [1e-5, 0.01],
      ['10⁻⁵', '10⁻²'],
    ],
    [
      [0.05, 5e-7],
      ['5·10⁻²', '5·10⁻⁷'],
    ],
    [
      [100, 10_000],
      ['10²', '10⁴'],
    ],
    [
      [1, 20, 20_000],
      ['10⁰', '2·10¹', '2·10⁴'],
    ],
    [
      [0, 0.5],
      ['0', '0.5'],
    ],
  ])('%j are %j', (values, labels) => expect(unevenLabels(values)).toEqual(labels));
});

it.each<[unknown[], string[]]>([
  [
    [0.01, 0.001, 100_000],
    ['0.01', '0.001', '100000'],
  ],
  [
    [0.05, 1e-7],
    ['5·10⁻²', '10⁻⁷'],
  ],
  [
    [0.1, 0.31622776601683794, 1],
    ['0.1', '0.32', '1'],
  ],
  [
    [1e-8, 'none'],
    ['1e-8', 'none'],
  ],
  [
    [[8, 8], true],
    ['[8,8]', 'true'],
  ],
])('axis values %j are labelled %j', (values, labels) => expect(axisLabels(values)).toEqual(labels));

it('ticks have room for their labels, at least one, within the axis, and in one notation', () => {
  const ends = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: 1.1, max: 1e6, noNaN: true }),
    fc.constantFrom('linear' as const, 'log' as const),
    fc.integer({ min: 60, max: 300 }),
  );
  fc.assert(
    fc.property(ends, ([from, ratio, kind, pixels]) => {
      const [low, high] = niceDomain(kind, { low: kind === 'log' ? from : 0, high: from * ratio });
      const room = { kind, low, high, pixels };
      const place = (value: number): number =>
        pixels *
        (kind === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
      for (const ticks of [ticksAcross(room), ticksUpward(room)]) {
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
        const notations = new Set(
          ticks.map(({ label }) =>
            label.replace(/^−?[\d.]+(?=[^\d⁻⁰-⁹¹²³.]|$)/, '').replace(/[⁻⁰-⁹¹²³]+/, '^'),
          ),
        );
        notations.delete('');
        expect(notations.size).toBeLessThanOrEqual(2);
      }
      const across = ticksAcross(room);
      across.slice(1).forEach((tick, i) => {
        const before = across[i]!;
        const between = place(tick.value) - place(before.value) - (labelWidth(tick) + labelWidth(before)) / 2;
        expect(between).toBeGreaterThan(3);
      });
    }),
  );
});

it('ends a linear axis in ticks', () => {
  const [low, high] = niceDomain('linear', { low: 0, high: 0.83 });
  const ticks = ticksUpward({ kind: 'linear', low, high, pixels: 200 });
  expect(ticks.map(({ label }) => label)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
});

it('ticks between whole numbers are whole', () => {
  const ticks = ticksAcross({ kind: 'linear', low: 1, high: 3, pixels: 220, isWhole: true });
  expect(ticks.map(({ label }) => label)).toEqual(['1', '2', '3']);
});
