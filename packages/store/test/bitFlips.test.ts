/** A bit of a finished database's file is flipped: what it changes of any table or view has to be found. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '@ranksweep/core';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { inspect, openStore, type Store } from '../src/index.ts';
import {
  chunk,
  config,
  done,
  finalState,
  newRun,
  newSweep,
  take,
  temporaryFolder,
} from './support/fixtures.ts';

const FLIPS = 200;

function writeFinished(path: string): void {
  const store = openStore(path);
  const sweepId = store.upsertSweep(newSweep);
  store.changeTags(sweepId, { add: ['draft', 'section-5'] });
  const metrics = ['train_loss', 'reconstruction_error', 'component_norm_1', 'component_norm_2'];
  store.describeMetrics(metrics.map((name) => ({ name, unit: '1', description: `what ${name} is` })));
  const configs = [0, 1, 2, 3, 4].map((seed) => config({ seed }));
  const runs = store.registerRuns(
    sweepId,
    configs.map((one, cell) => newRun({ config: one, cell: { cell } })),
  );
  for (const { runId } of runs) finish(store, runId, metrics);
  store.finishSweep(sweepId);
  store.close();
}

function finish(store: Store, runId: number, metrics: readonly string[]): void {
  const attempt = take(store, runId);
  const iterations = Array.from({ length: 60 }, (_, i) => 25 * i);
  const columns = metrics.map((metric, m) => [metric, iterations.map((t) => Math.sqrt(t + m + runId))]);
  store.finishRun(runId, attempt, {
    ...done,
    snapshots: [chunk(iterations, Object.fromEntries(columns) as Record<string, number[]>)],
    events: [25, 75].map((iteration) => ({ iteration, kind: 'rise', subject: metrics[2]!, value: 1 })),
    finalState: finalState(...Array.from({ length: 600 }, (_, i) => (i * runId) % 251)),
  });
}

/** What every table and view of the schema gives, those of the user's clients included; or why it cannot be read. */
function everything(path: string): string {
  try {
    const client = new Database(path, { readonly: true });
    try {
      const names = client
        .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name`)
        .pluck()
        .all();
      // Which numbers were given last is nobody's result.
      return names
        .filter((name) => name !== 'sqlite_sequence' && name !== 'run_digests' && name !== 'sweep_digests')
        .map((name) => [
          name,
          ...client.prepare(`SELECT * FROM "${name}"`).raw().safeIntegers().all().map(textOf),
        ])
        .join('\n');
    } finally {
      client.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

const textOf = (row: unknown): string =>
  (row as unknown[])
    .map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : `${typeof value} ${String(value)}`))
    .join(',');

function isFound(path: string): boolean {
  try {
    const store = openStore(path, { readOnly: true });
    try {
      return [...inspect(store)].some(({ found }) => found.length > 0);
    } finally {
      store.close();
    }
  } catch {
    return true; // it is not even opened
  }
}

it(`of ${FLIPS} flipped bits, every one that changes what a query returns is found`, () => {
  const folder = temporaryFolder();
  const [whole, flipped] = [join(folder, 'whole.db'), join(folder, 'flipped.db')];
  writeFinished(whole);
  const bytes = readFileSync(whole);
  const before = everything(whole);
  expect(isFound(whole)).toBe(false);
  const random = new RandomStream(1, 'flips');
  const missed: string[] = [];
  let changed = 0;
  for (let flip = 0; flip < FLIPS; flip++) {
    const at = Math.floor(random.uniform() * bytes.length);
    const bit = Math.floor(random.uniform() * 8);
    copyFileSync(whole, flipped);
    const changedBytes = Buffer.from(bytes);
    changedBytes[at]! ^= 1 << bit;
    writeFileSync(flipped, changedBytes);
    const found = isFound(flipped);
    if (everything(flipped) !== before) {
      changed++;
      if (!found) missed.push(`bit ${bit} of byte ${at}`);
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${flipped}${suffix}`, { force: true });
  }
  expect(missed).toEqual([]);
  expect(changed).toBeGreaterThan(FLIPS / 10);
}, 120_000);
