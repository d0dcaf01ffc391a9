/** A study in a thread of its own: the same trials, and no thread that is left. */
import type { Worker } from 'node:worker_threads';
import { InputError } from '@ranksweep/core';
import { parseDefinition, type SearchSpec } from '@ranksweep/kinds';
import { expandSweep } from '@ranksweep/sweep';
import { afterAll, afterEach, expect, it } from 'vitest';
import { parts } from '../../factorization/test/support/configs.ts';
import { run, temporaryStore } from '../../sweep/test/support/sweeps.ts';
import { inputErrorOf } from '../../sweep/test/definition/support.ts';
import '../src/index.ts';
import { Study } from '../src/study/study.ts';
import { StudyThread } from '../src/study/studyThread.ts';
import type { AskedTrial } from '../src/study/suggestions.ts';
import { bowl, searchOf, trialsOf, unitSpace } from './support/studies.ts';

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

/** Waits for the next trial. */
async function nextOf(study: StudyThread): Promise<AskedTrial> {
  for (let trial = study.ask(); ; trial = study.ask()) {
    if (trial !== undefined) return trial;
    const more = study.more();
    if (more === undefined) throw new Error('expected more trials');
    await more;
  }
}

/** Makes all trials; `pick` says which of those under way ends next. */
async function trialsOfThread(study: StudyThread, pick: (underWay: number) => number) {
  const trials: (AskedTrial & { readonly loss: number })[] = [];
  const underWay: AskedTrial[] = [];
  while (!study.isOver) {
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) underWay.push(trial);
    if (underWay.length === 0) {
      underWay.push(await nextOf(study));
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
  const [first, second] = [await nextOf(study), await nextOf(study)];
  expect([first.number, second.number, study.ask(), study.trials]).toEqual([0, 1, undefined, undefined]);
  expect(study.more()).toBeUndefined();
  study.tell(0, 1);
  expect([(await nextOf(study)).number, study.trials, study.isOver]).toEqual([2, 3, false]);
  study.tell(2, 1);
  study.tell(1, 1);
  expect([study.isOver, study.ask(), study.more()]).toEqual([true, undefined, undefined]);
});

it('says what the study says: of a space without points, and of one that the sampler cannot search', async () => {
  const without = nextOf(threadOf({ constraints: ['x0 > 0.99999999'] }));
  await expect(without).rejects.toThrow(InputError);
  await expect(without).rejects.toThrow(
    'p: expected points that meet the constraints of the search, found none',
  );
  const large = { space: unitSpace(65) };
  const problem = inputErrorOf(() => new Study(options(large)));
  await expect(nextOf(threadOf(large))).rejects.toThrow(new InputError(problem));
});

it('hands out what a thread had suggested that has died, and waits no longer', async () => {
  const study = threadOf({ trials: 100, parallel: 4 });
  const first = await nextOf(study);
  await expect.poll(() => workers.length).toBe(1);
  await workers[0]!.terminate();
  const numbers = [first.number];
  const rest = async (): Promise<void> => {
    for (;;) numbers.push((await nextOf(study)).number);
  };
  await expect(rest()).rejects.toThrow('p: the thread of its search has died: it ended with 1');
  expect(numbers).toEqual(numbers.map((_, i) => i));
});

it('throws what its thread has thrown, unless it was closed before', async () => {
  const broken = { space: { x: undefined as never } };
  await expect(nextOf(threadOf(broken))).rejects.toThrow('p: the thread of its search has died: ');
  const closed = threadOf(broken);
  closed.ask();
  closed.close();
  expect([closed.ask(), closed.more()]).toEqual([undefined, undefined]);
});

const sweepOf = (trials: number, pruner?: object) =>
  expandSweep(
    parseDefinition(
      {
        name: 's',
        description: '',
        presets: {
          p: {
            parts: {
              tune: {
                base: { ...parts.mf, stop: { maxIterations: pruner === undefined ? 1 : 60 } },
                search: {
                  minimize: 'reconstruction_error',
                  trials,
                  ...(pruner === undefined ? {} : { pruner }),
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
  const trials = store.trials(sweepId);
  expect(trials).toHaveLength(500);
  for (const { number, cell, objective } of trials) {
    const asked = study.ask()!;
    expect(asked.number).toBe(number);
    expect(cells.get(cell)!.map(({ value }) => value)).toEqual(Object.values(asked.cell));
    study.tell(number, objective!);
  }
});

it('prunes as a short search does', async () => {
  const pruner = { kind: 'median', rungs: [20, 40], startup: 5 };
  const [short, long] = [temporaryStore(), temporaryStore()];
  await run(short, sweepOf(499, pruner), { lanes: 1 });
  await run(long, sweepOf(500, pruner), { lanes: 1 });
  const trials = short.trials(1);
  expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(['done', 'pruned']));
  expect(long.trials(1).slice(0, 499)).toEqual(trials);
  expect(long.cellValues(1, 'tune').slice(0, 499)).toEqual(short.cellValues(1, 'tune'));
});

it('ends with the sweep when that is interrupted', async () => {
  const stop = new AbortController();
  const store = temporaryStore();
  const observer = { ended: () => stop.abort() };
  const { outcomes } = await run(store, sweepOf(500), { lanes: 2, signal: stop.signal, observer });
  expect(outcomes.done).toBeLessThan(500);
});
