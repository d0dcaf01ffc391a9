import { expect, it } from 'vitest';
import { measurePrograms } from '../src/index.ts';

it('measures programs beside xargs, and says where there is no Optuna', async () => {
  const result = await measurePrograms({
    lanes: 1,
    rounds: 1,
    runs: 3,
    lines: 50,
    pythons: ['no-such-python'],
  });
  expect(result).toMatchObject({ lanes: 1, runs: 3, lines: 50, optunaPerSecond: undefined });
  for (const perSecond of [
    result.runsPerSecond,
    result.xargsPerSecond,
    result.linesPerSecond,
    result.linesPerSecondToNobody,
    result.pacedPerSecond,
    result.pacedPerSecondToNobody,
  ])
    expect(perSecond).toBeGreaterThan(0);
});
