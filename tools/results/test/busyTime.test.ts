import { expect, it } from 'vitest';
import { busyMs } from '../busyTime.ts';

const at = (ms: number): string => new Date(ms).toISOString();
const span = (start: number, end: number | null) => ({
  startedAt: at(start),
  endedAt: end === null ? null : at(end),
});

it.each([
  ['one after another, with a pause', [span(0, 5), span(20, 25)], 10],
  ['side by side', [span(0, 10), span(5, 15)], 15],
  ['one within another', [span(0, 10), span(2, 4), span(9, 12)], 12],
  ['in any order', [span(20, 25), span(0, 5)], 10],
  ['one that goes on', [span(0, 5), span(3, null)], 5],
  ['none', [], 0],
])('%s', (_, attempts, expected) => {
  expect(busyMs(attempts)).toBe(expected);
});
