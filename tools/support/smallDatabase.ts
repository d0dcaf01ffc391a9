/**
 * A small database with something of everything that is asked of large ones: the definitions `dynamics` and
 * `tensor-rank` at preset paper, their tensors small, and before them a sweep whose runs diverge. It takes about a
 * second to make.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamics, tensorRank } from '@ranksweep/experiments';
import { openStore } from '@ranksweep/store';
import { expandSweep, parseOverride, runSweep } from '@ranksweep/sweep';
import { afterAll } from 'vitest';

const smallTensors = [
  'seed=0,1,2',
  'model.components=25',
  'task.dims=[5,5,5]',
  'task.target.rank=2',
  'record.every=5',
];
const diverging = [
  ...smallTensors,
  'init.std=0.05',
  'task.observed=60',
  'optimizer.kind=sgd',
  'optimizer.learningRate=1e9',
];
const risingOneByOne = [
  ...smallTensors,
  'init.std=0.05,0.01',
  'task.observed=60,100',
  'stop.maxIterations=1500',
  'stop.lossBelow=3e-7',
  'stop.patience=2',
];
const smallDynamics = [
  'b-mf.task.dims=[8,8]',
  'b-tf.task.dims=[4,4,4]',
  'b-htf.task.dims=[3,3,3,3]',
  'task.observed=50',
  'b-mf.task.target.rank=2',
  'b-tf.task.target.rank=2',
  'b-htf.task.target.ranks=[2,2]',
  'b-tf.model.components=16',
  'b-htf.model.widths=[8,8]',
  'b-htf.init.std=0.2',
  'stop.maxIterations=1000',
  'task.target.frobeniusNorm=8',
  'seed=0,1',
];

/** To be awaited outside of hooks. @returns its path; it is gone when the file's tests have ended */
export async function smallDatabase(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-tools-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'small.db');
  const store = openStore(path);
  for (const [definition, words] of [
    [tensorRank, diverging],
    [tensorRank, risingOneByOne],
    [dynamics, smallDynamics],
  ] as const) {
    const sweep = expandSweep(definition, { preset: 'paper', overrides: words.map(parseOverride) });
    await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 2 }, keepState: false });
  }
  store.close();
  return path;
}
