/** Sweeps on TensorFlow.js: a thread or process has a backend of its own, and its runs are those of every other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rowsIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const MODELS = `
name: models
description: one of every model
seeds: [0]
parts:
  matrix:
    base:
      model: { kind: matrix, depth: 2 }
      task: &task { kind: completion, dims: [3, 3], observed: 6, target: { kind: gaussian } }
      init: { std: 0.5 }
      stop: &stop { maxIterations: 30 }
      record: &record { every: 10 }
  cp:
    base:
      model: { kind: cp, components: 3 }
      task: { <<: *task, dims: [3, 3, 3] }
      init: { std: 0.5 }
      stop: *stop
      record: *record
  hierarchical:
    base:
      model: { kind: hierarchical, widths: [2, 2] }
      task: { <<: *task, dims: [2, 2, 2, 2] }
      init: { std: 0.5 }
      stop: *stop
      record: *record
`;

/** Losses of all runs at all snapshots, and what computed them. */
const LOSSES = `select distinct arithmetic, part, iteration, value from trajectory join runs on runs.id = run_id
  join sweep_runs using (run_id) where metric = 'train_loss' order by part, iteration`;

interface Row {
  readonly arithmetic: string;
  readonly part: string;
  readonly iteration: number;
  readonly value: number;
}

async function swept(words: readonly string[]): Promise<Row[]> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'models.yaml'), MODELS);
  const { status, stderr } = await ranksweep(folder, ['run', 'models.yaml', ...words]);
  expect(status, stderr).toBe(0);
  return rowsIn<Row>(folder, LOSSES);
}

it('has the same bits in threads and in processes, and the losses of the default engine', async () => {
  const [inThreads, inProcess, usual] = await Promise.all([
    swept(['--engine', 'tfjs-wasm', '--lanes', '2']),
    swept(['--engine', 'tfjs-wasm', '--lanes', '1', '--launcher', 'process']),
    swept(['--engine', 'wasm', '--lanes', '1']),
  ]);
  expect(inThreads).toHaveLength(3 * 4);
  expect(new Set(inThreads.map(({ arithmetic }) => arithmetic))).toEqual(new Set(['tfjs-wasm']));
  expect(inProcess).toEqual(inThreads);
  usual.forEach(({ part, iteration, value }, i) => {
    expect(inThreads[i]).toMatchObject({ part, iteration });
    expect(Math.abs(inThreads[i]!.value - value) / (1 + value)).toBeLessThan(1e-5);
  });
});
