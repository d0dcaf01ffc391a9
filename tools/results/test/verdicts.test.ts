/** What is met, what is within range, what differs; and that every reason is about a published number. */
import { isDeepStrictEqual } from 'node:util';
import { published } from '@ranksweep/experiments';
import { describe, expect, it } from 'vitest';
import { publishedNumbers } from '../verdicts/publishedNumbers.ts';
import { reasons } from '../verdicts/reasons.ts';
import { verdictOf } from '../verdicts/verdict.ts';

describe('a published 100, read off to 2', () => {
  const number = { value: 100, tolerance: 2 };
  it.each([
    [[90, 102, 120], 'met'],
    [[103, 103, 103], 'differs'],
    [[90, 103, 120], 'within range'],
    [[102, 110, 120], 'within range'],
    [[80, 90, 98], 'within range'],
    [[103, 110, 120], 'differs'],
    [[80, 90, 97], 'differs'],
  ] as const)('beside the range and median %o: %s', ([low, median, high], verdict) => {
    expect(verdictOf(number, { low, median, high, known: 3, all: 3 })).toBe(verdict);
  });

  it('differs where no run has such a number', () => {
    expect(verdictOf(number, undefined)).toBe('differs');
  });
});

it('lists every number of a plot', () => {
  const count = ({ riseIterations, finals, errorPlateaus = [], finalError }: (typeof published)[number]) =>
    riseIterations.length + finals.length + errorPlateaus.length + (finalError === undefined ? 0 : 1);
  for (const one of published) expect(publishedNumbers(one)).toHaveLength(count(one));
});

it('takes a half-rise one snapshot away for the same, and anything too small to be seen for 0', () => {
  const plot = published.find(({ cell }) => isDeepStrictEqual(cell, { 'init.std': 0.005 }))!;
  const named = (name: string) => publishedNumbers(plot).find((one) => one.name.includes(name))!;
  expect(named('half-rise of `component_norm_1`').tolerance).toBe(0.02 * 4200 + 25);
  expect(named('final `component_norm_6`')).toMatchObject({ value: 0, tolerance: 0.02 * 0.6 });
});

it.each(reasons)('$numbers of $part is about a number that is published', ({ part, cell = {}, numbers }) => {
  const plots = published.filter((one) => one.part === part && isDeepStrictEqual(one.cell, cell));
  expect(plots.flatMap(publishedNumbers).filter(({ name }) => numbers.test(name))).not.toEqual([]);
});
