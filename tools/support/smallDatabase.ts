/**
 * A small database with something of everything that is asked of large ones: `tensor-rank` at preset paper, its
 * tensors small and with a second axis, after a sweep whose runs diverge. It takes about a second to make.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensorRank } from '@ranksweep/experiments';
import { openStore } from '@ranksweep/store';
import { expandSweep, parseOverride, runSweep } from '@ranksweep/sweep';
import { afterAll } from 'vitest';

const size = ['model.components=25', 'task.dims=[5,5,5]', 'task.target.rank=2', 'record.every=5'];
const diverging = [
  ...size,
  'init.std=0.05',
  'task.observed=60',
  'optimizer.kind=sgd',
  'optimizer.learningRate=1e9',
];
const risingOneByOne = [
  ...size,
  'init.std=0.05,0.01',
  'task.observed=60,100',
  'stop.maxIterations=1500',
  'stop.lossBelow=1e-6',
  'stop.patience=2',
];

/** To be awaited outside of hooks. @returns its path; it is gone when the file's tests have ended */
export async function smallDatabase(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-tools-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'small.db');
  const store = openStore(path);
  for (const words of [diverging, risingOneByOne]) {
    const sweep = expandSweep(tensorRank, { preset: 'paper', overrides: words.map(parseOverride) });
    await runSweep(store, sweep, { engine: 'wasm', lanes: 2, keepState: false });
  }
  store.close();
  return path;
}
