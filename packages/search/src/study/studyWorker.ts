/** A study in a thread of its own, which suggests whatever follows from what it was told. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '@ranksweep/core';
import { Study, type StudyOptions } from './study.ts';
import type { AskedTrial } from './suggestions.ts';
import type { FromThread, ToldTrial } from './threadMessages.ts';

const options = workerData as StudyOptions;
const study = new Study(options);
/** While lanes compute one half of the trials that may be under way, the other half is suggested. */
const mostAtOnce = Math.ceil(options.search.parallel / 2);
const post = (message: FromThread): void => parentPort!.postMessage(message);
const postAsked = (asked: readonly AskedTrial[]): void => post({ asked, isLast: study.trials !== undefined });
let isDue = false;

function suggest(): void {
  isDue = false;
  const asked: AskedTrial[] = [];
  try {
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) {
      asked.push(trial);
      if (asked.length === mostAtOnce) postAsked(asked.splice(0));
    }
    if (asked.length > 0 || study.trials !== undefined) postAsked(asked);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    post({ problem: error.message });
  }
}

parentPort!.on('message', (told: readonly ToldTrial[]) => {
  for (const [number, loss] of told) study.tell(number, loss);
  if (!isDue) setImmediate(suggest); // Other results may have come meanwhile.
  isDue = true;
});
suggest();
