/** `ranksweep cancel`: runs that nobody wants any more, also those that go on just now. */
import { InputError } from '@ranksweep/core';
import { wholeNumbers } from '../optionValues.ts';
import { resolveSweeps } from '@ranksweep/store';
import { changeStore } from '../waiting.ts';

export interface CancelOptions {
  readonly runs?: string;
  readonly db: string;
}

/** @throws InputError when a sweep or run is not there, before anything is changed */
export async function cancel(words: readonly string[], { runs, db }: CancelOptions): Promise<void> {
  if (words.length > 0 === (runs !== undefined)) {
    throw new InputError('cancel: expected sweeps, or --runs such as 3,5..9');
  }
  const text = await changeStore(db, (store) => {
    const sweeps = resolveSweeps(store, words, 'cancel');
    const runIds =
      runs === undefined
        ? sweeps.flatMap(({ id }) => store.runsOfSweep(id).map(({ runId }) => runId))
        : wholeNumbers('--runs', runs);
    const missing = runIds.find((runId) => store.run(runId) === undefined);
    if (missing !== undefined) throw new InputError(`--runs: expected runs in ${db}, found ${missing}`);
    const cancelled = store.cancelRuns([...new Set(runIds)]);
    for (const { id } of sweeps) store.finishSweep(id);
    return `${cancelled.length} of ${new Set(runIds).size} runs were still to be computed, and are cancelled now.`;
  });
  console.log(text);
}
