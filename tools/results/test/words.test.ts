import { expect, it } from 'vitest';
import { count, measure, spread } from '../words.ts';

it('gives median and range, and says of how many values where some are missing', () => {
  expect(spread([3, 1, 2], count)).toBe('2 [1, 3]');
  expect(spread([4000, 1000], count)).toBe('2,500 [1,000, 4,000]');
  expect(spread([5, undefined, NaN, Infinity], count)).toBe('5, 1 of 4');
  expect(spread([undefined], count)).toBe('–');
});

it('leaves a range out that does not show in three digits', () => {
  expect(spread([0.50001, 0.50002], measure)).toBe('0.5');
});

it.each([
  [36.4321, '36.4'],
  [0.001512, '0.00151'],
  [0.000009999, '1e-5'],
  [7e-6, '7e-6'],
  [1234.5, '1230'],
  [0, '0'],
])('writes %d as %s', (value, text) => {
  expect(measure(value)).toBe(text);
});
