/** Databases made by the store alone, where no trajectory has to be computed. */
import { join } from 'node:path';
import { openStore, type Store } from '@ranksweep/store';
import {
  chunk,
  config,
  done,
  newRun,
  newSweep,
  take,
} from '../../../../packages/store/test/support/fixtures.ts';

/** Has something done with the database `results/ranksweep.db` of a folder. */
export function inDatabase<Result>(
  folder: string,
  work: (store: Store) => Result,
  name = 'results/ranksweep.db',
): Result {
  const store = openStore(join(folder, name));
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Adds a sweep whose runs, one a seed, are done with two points each. @returns their ids */
export function addDoneSweep(store: Store, name: string, seeds: readonly number[]): number[] {
  const sweep = store.upsertSweep({ ...newSweep, name, specHash: name });
  const runs = store.registerRuns(
    sweep,
    seeds.map((seed) => newRun({ config: config({ seed }) })),
  );
  for (const { runId, status } of runs) {
    if (status === 'done') continue;
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 50], { train_loss: [4, runId / 10] }));
    store.finishRun(runId, attempt, done);
  }
  store.finishSweep(sweep);
  return runs.map(({ runId }) => runId);
}
