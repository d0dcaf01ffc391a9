/** A report can be sent by mail, however long its runs are. */
import type { Figure } from '@ranksweep/plot';
import { expect, test } from 'vitest';
import { reportPage } from '../src/index.ts';
import { report, rising, sweep } from './support/madeUp.ts';

const RUNS = 100;
const POINTS = 10_000;
const MOST_BYTES = 5e6;

test('of 100 runs with 10,000 points of four curves each it has less than 5 MB', async () => {
  const seeds = Array.from({ length: RUNS }, (_, seed) => seed);
  const curves = seeds.flatMap((seed) => [1, 2, 3].map((rank) => rising(rank, seed, POINTS)));
  const errors = seeds.map((seed) => {
    const { iterations, values } = rising(1, seed, POINTS);
    return { seed, iterations, values: Array.from(values, (value, i) => 1 / value + (i % 7) / 100) };
  });
  const figure: Figure = {
    caption: 'Many runs.',
    panels: [
      { title: 'Norms', yTitle: 'component norm', curves },
      { title: 'Errors', yTitle: 'error', curves: errors, yScale: 'log' },
    ],
  };
  const page = await reportPage({ ...report, sweeps: [{ ...sweep, searches: [], figure }] });
  expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
  // Not because something is missing.
  expect(page.match(/<figure/g)).toHaveLength(1);
});
