/** A study in a thread of its own, which suggests whatever follows from what it was told. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '@ranksweep/core';
import { Study, type StudyOptions } from './study.ts';
import type { AskedTrial } from './suggestions.ts';
import type { FromThread, ToldTrial } from './threadMessages.ts';

/** Lanes are not kept waiting longer for the next trials. */
const MOST_MS = 50;

const options = workerData as StudyOptions;
/** While lanes compute one half of the trials that may be under way, the other half is suggested. */
const mostAtOnce = Math.ceil(options.search.parallel / 2);
const post = (message: FromThread): void => parentPort!.postMessage(message);
let hasPostedLast = false;

function suggest(study: Study): void {
  let asked: AskedTrial[] = [];
  let since = performance.now();
  const postAsked = (): void => {
    hasPostedLast = study.trials !== undefined;
    post({ asked, isLast: hasPostedLast });
    [asked, since] = [[], performance.now()];
  };
  try {
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) {
      asked.push(trial);
      if (asked.length === mostAtOnce || performance.now() - since > MOST_MS) postAsked();
    }
  } finally {
    if (asked.length > 0 || (study.trials !== undefined && !hasPostedLast)) postAsked();
  }
}

function tellingProblems(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    post({ problem: error.message });
  }
}

tellingProblems(() => {
  const study = new Study(options);
  let isDue = false;
  parentPort!.on('message', (told: readonly ToldTrial[]) => {
    for (const [number, loss] of told) study.tell(number, loss);
    if (isDue) return;
    isDue = true; // Other results may have come meanwhile.
    setImmediate(() => {
      isDue = false;
      tellingProblems(() => suggest(study));
    });
  });
  suggest(study);
});
