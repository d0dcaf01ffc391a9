import { prepareWorkload } from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import { expect, it } from 'vitest';
import { parse } from '../../core/test/support.ts';
import { Arena } from '../src/wasm/arena.ts';
import { createObjective } from '../src/wasm/objective.ts';

it('tells observations apart beyond 2^24, where float32 no longer counts', () => {
  const { plan, problem, config } = prepareWorkload(
    parse({
      model: { kind: 'cp', components: 1 },
      task: { kind: 'completion', dims: [9, 9, 9], observed: 5, target: { kind: 'gaussian' } },
      init: { std: 1 },
    }),
  );
  if (plan.kind !== 'tree' || problem.kind !== 'completion') throw new TypeError('expected another plan');
  const count = 2 ** 24 + 2;
  const kernels = loadKernels('plain');
  const arena = new Arena(kernels);
  const [values, valueGradients] = [arena.zeros(count), arena.zeros(count)];
  const objective = createObjective(
    {
      kernels,
      arena,
      problem: { ...problem, y: new Float32Array(count) },
      head: {
        kind: 'gather',
        pairing: { left: 0, right: 0, leftIndex: new Int32Array(0), rightIndex: new Int32Array(0) },
      },
      evaluator: { count, values, valueGradients, forward: () => undefined, backward: () => undefined },
      loss: config.loss,
    },
    0,
  );
  const last = count - 1; // odd
  arena.floats(values, count)[last] = 3;
  objective.select(Int32Array.of(last));
  expect(objective.losses().mse).toBe(9);
});
