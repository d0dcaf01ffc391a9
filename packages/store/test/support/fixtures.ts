/** Temporary stores, and runs to put in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factorizationSchema, type FactorizationConfig, type TrajectoryChunk } from '@ranksweep/core';
import { trajectoryHash } from '@ranksweep/kinds';
import { onTestFinished } from 'vitest';
import {
  openStore,
  type Claim,
  type NewCheckpoint,
  type NewRun,
  type RunEnd,
  type Store,
} from '../../src/index.ts';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import { claim } from './claim.ts';

export { temporaryFolder };

/** A new store, closed and removed after the test. */
export function temporaryStore(): Store {
  const store = openStore(join(temporaryFolder(), 'ranksweep.db'));
  onTestFinished(() => store.close());
  return store;
}

/** Every file in a folder with its bytes, to see that nothing changed. */
export const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'base64')]),
  );

export function config(
  changes: { seed?: number; std?: number; maxIterations?: number } = {},
): FactorizationConfig {
  const { seed = 0, std = 0.01, maxIterations = 1000 } = changes;
  return factorizationSchema.parse({
    model: { kind: 'cp', components: 8 },
    task: { kind: 'completion', dims: [4, 4, 4], observed: 20, target: { kind: 'cp', rank: 2 } },
    init: { std },
    seed,
    stop: { maxIterations },
  });
}

export function newRun(changes: Partial<NewRun> = {}): NewRun {
  const { config: runConfig = config() } = changes;
  return {
    config: runConfig,
    trajectoryHash: trajectoryHash(runConfig),
    arithmetic: 'f64',
    part: 'main',
    cell: {},
    ...changes,
  };
}

export const newSweep = { name: 'a', definition: 'dynamics', preset: 'quick', spec: { x: 1 }, specHash: 'h' };

/** Adds a sweep of one run and returns the run's id. */
export function addRun(store: Store, changes: Partial<NewRun> = {}): number {
  return store.registerRuns(store.upsertSweep(newSweep), [newRun(changes)])[0]!.runId;
}

/** Claims a run that is free. */
export function take(store: Store, runId: number, changes: Partial<Claim> = {}): number {
  const taken = store.claimRun(runId, { ...claim, ...changes });
  if (taken === undefined) throw new Error(`run ${runId} is not free`);
  return taken.attempt;
}

export function chunk(iterations: number[], columns: Record<string, number[]>): TrajectoryChunk {
  return {
    metrics: Object.keys(columns),
    iterations: Float64Array.from(iterations),
    values: Float64Array.from(Object.values(columns).flat()),
  };
}

export const done = {
  status: 'done',
  iterations: 50,
  stopReason: 'loss',
  error: null,
  wallMs: 10,
  events: [],
} as const;

export const finalState = (...bytes: number[]): NonNullable<RunEnd['finalState']> => ({
  state: Uint8Array.from(bytes),
  endOnly: false,
});

export const saved = (iteration: number, ...bytes: number[]): NewCheckpoint => ({
  iteration,
  state: Uint8Array.from(bytes),
  wallMs: 0,
});
