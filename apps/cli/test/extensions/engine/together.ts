/** An engine that advances up to eight runs at once, of matrices in two factors, in an arithmetic of its own. */
import { appendFileSync } from 'node:fs';
import type { Engine } from '@ranksweep/engine';
import type { Extension } from '@ranksweep/sweep';
import { togetherProgram, type Happening } from './togetherProgram.ts';

/** What the engine does is told there, a line of JSON each. */
const HAPPENINGS = 'happenings.jsonl';

const tell = (happening: Happening): void => appendFileSync(HAPPENINGS, `${JSON.stringify(happening)}\n`);

const together = (): Engine => ({
  name: 'together',
  arithmetic: 'f64-together',
  precision: 'float64',
  devices: async () => [{ id: 'gpu:0', name: 'Eight', kind: 'gpu', memoryBytes: 1e9 }],
  supports({ example: { config, problem } }) {
    const { model } = config;
    if (config.batch !== undefined)
      return 'engine together: expected a run without batches, found one with them';
    if (model.kind === 'matrix' && model.depth === 2 && problem.kind === 'completion') return undefined;
    const found = model.kind === 'matrix' ? `matrix, depth ${model.depth}` : model.kind;
    return `engine together: expected completion by a matrix model of depth 2, found ${problem.kind} by ${found}`;
  },
  cohortKey: ({ network, problem }) => JSON.stringify([network, problem.y.length]),
  capacity: () => 8,
  compile: async (shape) => togetherProgram(shape, tell),
});

export default { engines: { together } } satisfies Extension;
