/** What a balanced initialization, and what is measured of it, demand of other keys. */
import type { FactorizationInput } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { checkRunConfig } from '../src/index.ts';

const learningRate = 0.05;
const base: FactorizationInput = {
  model: { kind: 'cp', components: 4 },
  task: {
    kind: 'completion',
    dims: [3, 4, 2],
    observed: 12,
    target: { kind: 'cp', rank: 2, frobeniusNorm: 5 },
  },
  init: { scheme: 'balanced', std: 0.02, lead: 1.5 },
  loss: { kind: 'huber', threshold: 0.01 },
  optimizer: { kind: 'sgd', learningRate },
  record: { metrics: ['rank_one_distance'] },
};

it.each([
  [{ model: { kind: 'hierarchical', widths: [2, 2] }, record: {} }, 'init.scheme', 'a hierarchical model'],
  [{ model: { kind: 'cp', components: 2, linearOutput: true } }, 'init.scheme', 'one with it'],
  [{ init: { std: 0.1, lead: 2 } }, 'init.lead', 'found gaussian'],
  [{ init: { scheme: 'balanced', std: 0.1, mean: 1 } }, 'init.mean', 'found 1'],
  [{ optimizer: { kind: 'adam' } }, 'record.metrics', 'found adam'],
] as const)('refuses %j', (change, path, found) => {
  const checked = checkRunConfig({ ...base, ...change });
  const problems = checked.ok ? [] : checked.problems;
  expect(problems.map((problem) => [problem.path.join('.'), problem.text])).toEqual([
    [path, expect.stringContaining(found)],
  ]);
});
