import { expect, it } from 'vitest';
import { Tally } from '../../src/schedule/tally.ts';

const runOf = (runId: number) => ({ runId, name: '', part: 'mf', cell: {}, seed: 0, maxIterations: 9 });

it('counts every run once, by what it came to last', () => {
  const tally = new Tally();
  tally.add(runOf(1), { status: 'paused', iterations: 3 }, 1);
  tally.add(runOf(2), { status: 'paused', iterations: 3 }, 1);
  const done = { status: 'done', reason: 'loss', iterations: 9, wallMs: 1 } as const;
  tally.add(runOf(1), done, 2);
  tally.add(runOf(1), done, undefined); // asked for again, it is there
  expect(tally.outcomes).toMatchObject({ done: 1, paused: 1, interrupted: 0 });
  expect(tally.ended).toEqual([{ runId: 1, attempt: 2, status: 'done' }]);
});
