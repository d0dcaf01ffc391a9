/** Databases of tasks whose runs are as far as a test wants them: nothing is computed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { collectSegments, type Store } from '@ranksweep/store';
import {
  chunk,
  config,
  newRun,
  newSweep,
  saved,
  take,
  temporaryFolder,
  temporaryStore,
} from '../../../store/test/support/fixtures.ts';
import { slurmFolder, type SlurmFolder } from '../../src/slurm/folder.ts';

export { temporaryStore };

const runOf = (seed: number) => newRun({ config: config({ seed }) });

/** By which a run of this seed is known everywhere. */
export const hashOf = (seed: number): string => runOf(seed).trajectoryHash;

/** The run of this seed makes this many iterations, from where it is. It is `done` then, or waits to go on. */
export function advance(store: Store, seed: number, iterations: number, status: 'done' | 'pending'): number {
  const { runId, iterations: before } = store.registerRuns(store.upsertSweep(newSweep), [runOf(seed)])[0]!;
  const attempt = take(store, runId, { leaseMs: 1e9 });
  const made = Array.from({ length: iterations - before }, (_, i) => before + i + 1);
  store.appendChunk(runId, attempt, chunk(made, { loss: made.map((t) => Math.sin(seed + t)) }));
  store.saveCheckpoint(runId, attempt, saved(iterations, seed, iterations));
  if (status === 'pending') store.releaseRun(runId, attempt);
  else {
    const stopReason = 'iteration-limit';
    store.finishRun(runId, attempt, { status, iterations, stopReason, error: null, wallMs: 1, events: [] });
  }
  return runId;
}

/** How far each run is, by seed. */
export const iterationsIn = (store: Store): Record<number, number> =>
  Object.fromEntries(
    store.runIds().map((runId) => {
      const { seed, iterations } = store.run(runId)!;
      return [seed, iterations];
    }),
  );

/** How far each run is in what is published, by seed. */
export async function published({ segments }: SlurmFolder): Promise<Record<number, number>> {
  const store = temporaryStore();
  await collectSegments(store, segments);
  return iterationsIn(store);
}

export function sharedFolder(): SlurmFolder {
  const folder = slurmFolder(join(temporaryFolder(), 'shared'));
  for (const one of [folder.path, folder.tasks, folder.claims, folder.segments]) mkdirSync(one);
  return folder;
}
