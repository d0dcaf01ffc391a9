/** A study in a thread of its own: the same trials, and no thread that is left. */
import type { Worker } from 'node:worker_threads';
import { InputError } from '@ranksweep/core';
import { parseDefinition, type SearchSpec } from '@ranksweep/kinds';
import { expandSweep } from '@ranksweep/sweep';
import { afterAll, afterEach, expect, it } from 'vitest';
import { parts } from '../../factorization/test/support/configs.ts';
import { run, temporaryStore } from '../../sweep/test/support/sweeps.ts';
import '../src/index.ts';
import { Study } from '../src/study/study.ts';
import { StudyThread } from '../src/study/studyThread.ts';
import type { AskedTrial } from '../src/study/suggestions.ts';
import { bowl, searchOf, trialsOf } from './support/studies.ts';

const threads: StudyThread[] = [];
const workers: Worker[] = [];
const note = (worker: Worker): void => void (worker.threadName === 'search' && workers.push(worker));
process.on('worker', note);
afterEach(async () => {
  for (const thread of threads.splice(0)) thread.close();
  await untilThreadsEnd();
});
afterAll(() => void process.off('worker', note));

const untilThreadsEnd = async (): Promise<void> => {
  expect(workers.length).toBeGreaterThan(0);
  await expect.poll(() => workers.filter(({ threadId }) => threadId >= 0).length).toBe(0);
  workers.length = 0;
};

const options = (search: Partial<SearchSpec>) => ({ part: 'p', base: {}, search: searchOf(search) });

function threadOf(search: Partial<SearchSpec>): StudyThread {
  const thread = new StudyThread(options(search));
  threads.push(thread);
  return thread;
}

/** Makes all trials; `pick` says which of those under way ends next. */
async function trialsOfThread(study: StudyThread, pick: (underWay: number) => number) {
  const trials: (AskedTrial & { readonly loss: number })[] = [];
  const underWay: AskedTrial[] = [];
  while (!study.isOver) {
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) underWay.push(trial);
    if (underWay.length === 0) {
      await study.coming;
      continue;
    }
    const [trial] = underWay.splice(pick(underWay.length), 1);
    trials.push({ ...trial!, loss: bowl(trial!.cell) });
    study.tell(trial!.number, bowl(trial!.cell));
  }
  return trials.toSorted((a, b) => a.number - b.number);
}

it('suggests what a study here does, in whichever order trials end', async () => {
  const search = { trials: 60, parallel: 7 };
  const expected = trialsOf(new Study(options(search)));
  expect(await trialsOfThread(threadOf(search), () => 0)).toEqual(expected);
  expect(await trialsOfThread(threadOf(search), (underWay) => underWay - 1)).toEqual(expected);
  let turn = 0;
  expect(await trialsOfThread(threadOf(search), (underWay) => turn++ % underWay)).toEqual(expected);
});

it('knows when suggestions come, and when that takes results', async () => {
  const study = threadOf({ trials: 3, parallel: 2 });
  await study.coming;
  const [first, second] = [study.ask()!, study.ask() ?? (await study.coming, study.ask()!)];
  expect([first.number, second.number, study.ask(), study.trials]).toEqual([0, 1, undefined, undefined]);
  expect(study.coming).toBeUndefined();
  study.tell(0, 1);
  await study.coming;
  expect([study.ask()!.number, study.trials, study.isOver]).toEqual([2, 3, false]);
  study.tell(2, 1);
  study.tell(1, 1);
  expect([study.isOver, study.coming]).toEqual([true, undefined]);
});

it('says what the study says about a space without points', async () => {
  const study = threadOf({ constraints: ['x0 > 0.99999999'] });
  await study.coming;
  expect(() => study.ask()).toThrow(InputError);
  expect(() => study.ask()).toThrow('p: expected points that meet the constraints of the search, found none');
});

it('does not wait for a thread that has died', async () => {
  const study = threadOf({ space: { x: { from: 0, to: 1, when: '((' } } });
  await study.coming;
  expect(study.coming).toBeUndefined();
  expect(() => study.ask()).toThrow();
});

const sweepOf = (trials: number) =>
  expandSweep(
    parseDefinition(
      {
        name: 's',
        description: '',
        presets: {
          p: {
            parts: {
              tune: {
                base: { ...parts.mf, stop: { maxIterations: 1 } },
                search: {
                  minimize: 'reconstruction_error',
                  trials,
                  parallel: 16,
                  space: { 'init.std': { from: 1e-3, to: 1, log: true } },
                },
              },
            },
          },
        },
      },
      's',
    ),
  );

it('is how a long search gets its trials', async () => {
  const sweep = sweepOf(500);
  const store = temporaryStore();
  const { sweepId, outcomes } = await run(store, sweep, { lanes: 2 });
  expect(outcomes.done).toBe(500);
  const { base, search } = sweep.spec.parts['tune']!;
  const study = new Study({ part: 'tune', base, search: search! });
  const cells = Map.groupBy(store.cellValues(sweepId, 'tune'), ({ cell }) => cell);
  for (const { number, cell, objective } of store.trials(sweepId)) {
    const asked = study.ask()!;
    expect(asked.number).toBe(number);
    expect(cells.get(cell)!.map(({ value }) => value)).toEqual(Object.values(asked.cell));
    study.tell(number, objective!);
  }
});

it('ends with the sweep when that is interrupted', async () => {
  const stop = new AbortController();
  const store = temporaryStore();
  const observer = { ended: () => stop.abort() };
  const { outcomes } = await run(store, sweepOf(500), { lanes: 2, signal: stop.signal, observer });
  expect(outcomes.done).toBeLessThan(500);
});
