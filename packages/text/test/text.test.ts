import { expect, it } from 'vitest';
import { countOf, formatBytes, formatDuration, formatNumber } from '../src/index.ts';

it('says durations as people do', () => {
  expect([0, 12, 420, 949, 950, 59_400, 200_000, 7_500_000].map(formatDuration)).toEqual([
    '0 s',
    '0.1 s',
    '0.4 s',
    '0.9 s',
    '1 s',
    '59 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});

it('says sizes with two digits or three', () => {
  const sizes = [0, 1, 999, 1000, 9949, 9950, 999_499, 999_500, 425_144_320, 2e9, 5e15];
  expect(sizes.map(formatBytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '425 MB',
    '2.0 GB',
    '5000 TB',
  ]);
});

it('says numbers with five digits, and integers as they are', () => {
  expect([0, -3, 123_456_789, 12.345678, 1e-5, 1.5e7 + 0.5, NaN].map(formatNumber)).toEqual([
    '0',
    '-3',
    '123456789',
    '12.346',
    '1.000e-5',
    '1.500e+7',
    'NaN',
  ]);
});

it('says how many there are', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs']);
});
