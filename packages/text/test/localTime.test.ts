import { expect, it } from 'vitest';
import { formatLocalTime } from '../src/index.ts';

it('tells a moment on the clock of this place, to the minute', () => {
  expect(formatLocalTime(new Date(2026, 10, 28, 23, 57, 59).toISOString())).toBe('2026-11-28 23:57');
  expect(formatLocalTime(new Date(2027, 0, 5, 4, 3).toISOString())).toBe('2027-01-05 04:03');
});

it('leaves what is no time as it is', () => {
  for (const text of ['', 'yesterday', '2026-13-01']) expect(formatLocalTime(text)).toBe(text);
});
