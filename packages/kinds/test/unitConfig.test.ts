/** What the initialization around 1 demands of other keys. */
import type { FactorizationInput } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { checkRunConfig } from '../src/index.ts';

const base: FactorizationInput = {
  model: { kind: 'hierarchical', widths: [2, 2] },
  task: { kind: 'completion', dims: [2, 2, 2, 2], observed: 8, target: { kind: 'gaussian' } },
  init: { scheme: 'unit', std: 0.02 },
};

it('fits a hierarchical model', () => {
  expect(checkRunConfig(base).ok).toBe(true);
  expect(checkRunConfig({ ...base, init: { scheme: 'unit', std: 0.02, mean: 0 } }).ok).toBe(true);
});

it.each([
  [{ model: { kind: 'cp', components: 2 } }, 'init.scheme', 'found a cp model; products of numbers around 1'],
  [{ model: { kind: 'cp', components: 2, linearOutput: true } }, 'init.scheme', 'found a cp model'],
  [
    { init: { scheme: 'unit', std: 0.1, mean: 1 } },
    'init.mean',
    'expected 0 with scheme unit, whose entries',
  ],
  [{ init: { scheme: 'unit', std: 0.1, lead: 2 } }, 'init.lead', 'found unit'],
] as const)('refuses %j', (change, path, found) => {
  const checked = checkRunConfig({ ...base, ...change });
  const problems = checked.ok ? [] : checked.problems;
  expect(problems.map((problem) => [problem.path.join('.'), problem.text])).toEqual([
    [path, expect.stringContaining(found)],
  ]);
});
