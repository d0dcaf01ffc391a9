/** What a dispatcher with lanes of two engines hands to which. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BatchAtWork, Lane } from '../../src/launch/launcher.ts';
import { Dispatch } from '../../src/schedule/dispatch.ts';
import { GridSource } from '../../src/schedule/grid.ts';
import { Pace } from '../../src/schedule/pace.ts';
import type { Job } from '../../src/plan/job.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const sweep = smallSweep(['mf']);
const ITERATIONS = 1000;

const jobOf = (runId: number, engines: readonly string[], cost = 1e9): Job => ({
  run: { runId, name: '', part: 'mf', cell: {}, seed: 0, maxIterations: ITERATIONS },
  config: sweep.runs[0]!.config,
  cost,
  deaths: 0,
  engines,
});

const gpu: Lane = {
  name: 'lane-1',
  engine: 'cards',
  device: { id: 'gpu:0', name: 'Card', kind: 'gpu', memoryBytes: 1 },
};
const cpu: Lane = {
  name: 'lane-2',
  engine: 'plain',
  device: { id: 'cpu', name: 'CPU', kind: 'cpu', memoryBytes: 1 },
};
const BOTH = ['cards', 'plain'];

const idsOf = (jobs: readonly Job[]): number[] => jobs.map(({ run }) => run.runId);
const ids = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function dispatchOf(jobs: readonly Job[], lanes = [gpu, cpu]): Dispatch {
  const start = {
    sweep,
    jobs,
    ended: [],
    register: () => Promise.reject(new Error('none')),
    recordTrials: () => {},
    isCalledOff: () => false,
    skip: () => {},
  };
  return new Dispatch((options) => new GridSource(options), start, {
    store: temporaryStore(),
    observer: {},
    lanes,
    isInterrupted: () => false,
    onFailure: () => {},
  });
}

/** Has a lane take its batch, with a note of the runs that it is asked back for. */
function atWork(dispatch: Dispatch, lane: Lane, recalled: number[] = []): void {
  dispatch.atWork(lane, { recall: (key) => void recalled.push(key) } as BatchAtWork);
}

const progress = (dispatch: Dispatch, job: Job, iteration: number): void =>
  void dispatch.progressed(job.run, {
    metrics: ['train_loss'],
    iterations: Float64Array.of(iteration),
    values: Float64Array.of(1),
    loss: 1,
  });

/** Resolves with what a lane gets, or with undefined while it waits. */
async function soon(asked: Promise<readonly Job[]>): Promise<number[] | undefined> {
  let found: number[] | undefined;
  void asked.then((jobs) => (found = idsOf(jobs)));
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  return found;
}

describe('lanes of two engines', () => {
  it('each get the runs that are meant for them, and a lane waits while it is not known whether it helps', async () => {
    const jobs = [...ids(0, 4).map((id) => jobOf(id, BOTH)), jobOf(9, ['plain'])];
    const dispatch = dispatchOf(jobs);
    expect(idsOf(await dispatch.next(cpu))).toEqual([9]);
    dispatch.settled(jobs[4]!.run, { status: 'cancelled' });
    const waiting = dispatch.next(cpu);
    expect(await soon(waiting)).toBeUndefined();
    expect(idsOf(await dispatch.next(gpu))).toEqual([0, 1, 2, 3]);
    for (const { run } of jobs.slice(0, 4)) dispatch.settled(run, { status: 'cancelled' });
    expect(await soon(waiting)).toEqual([]);
    expect(await dispatch.next(gpu)).toEqual([]);
  });

  it('take runs that another has not begun, where the sweep then ends earlier', async () => {
    const jobs = ids(0, 100).map((id) => jobOf(id, BOTH));
    const dispatch = dispatchOf(jobs);
    const batch = await dispatch.next(gpu);
    expect(batch).toHaveLength(100);
    const recalled: number[] = [];
    atWork(dispatch, gpu, recalled);
    for (const { run } of batch.slice(10)) dispatch.begun(run);
    const asked = dispatch.next(cpu);
    expect(await soon(asked)).toBeUndefined();
    expect(recalled).toEqual([]);
    progress(dispatch, batch[50]!, 1); // So slow that a CPU, taken for 5 GFLOP/s, is through with a run long before.
    expect(await soon(asked)).toBeUndefined();
    expect(recalled).toHaveLength(1);
    expect(recalled[0]).toBeLessThan(10);
    progress(dispatch, batch[50]!, 2);
    await soon(asked);
    expect(recalled).toHaveLength(1); // It is on its way.
    dispatch.giveBack([[jobs[recalled[0]!]!]]);
    expect(await soon(asked)).toEqual(recalled);
  });

  it('leave runs alone where a GPU is through with all before a CPU is with one', async () => {
    const jobs = ids(0, 100).map((id) => jobOf(id, BOTH, 1e15));
    const dispatch = dispatchOf(jobs);
    const batch = await dispatch.next(gpu);
    const recalled: number[] = [];
    atWork(dispatch, gpu, recalled);
    const asked = dispatch.next(cpu);
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const job of batch.slice(0, 50)) progress(dispatch, job, ITERATIONS - 1);
    expect(await soon(asked)).toBeUndefined();
    expect(recalled).toEqual([]);
  });

  it('compute what was meant for a lane that is given up, as far as they can', async () => {
    const jobs = [jobOf(0, BOTH), jobOf(1, BOTH), jobOf(2, ['cards'])];
    const dispatch = dispatchOf(jobs);
    const asked = dispatch.next(cpu);
    const batch = await dispatch.next(gpu);
    expect(batch).toHaveLength(3);
    expect(await soon(asked)).toBeUndefined();
    dispatch.giveUp(gpu);
    dispatch.giveBack([batch]);
    const first = await soon(asked);
    dispatch.settled(jobs[first![0]!]!.run, { status: 'cancelled' });
    const [second] = idsOf(await dispatch.next(cpu));
    expect([first![0], second].toSorted()).toEqual([0, 1]);
    dispatch.settled(jobs[second!]!.run, { status: 'cancelled' });
    expect(await dispatch.next(cpu)).toEqual([]);
    expect(dispatch.untouched.map(({ runId }) => runId)).toEqual([2]);
  });

  it('of a GPU take back at once all runs that were together, and of a CPU share them', async () => {
    const jobs = ids(0, 8).map((id) => jobOf(id, BOTH));
    for (const [lane, most] of [
      [gpu, 8],
      [cpu, 4],
    ] as const) {
      const own = jobs.map((job) => ({ ...job, engines: [lane.engine] }));
      const dispatch = dispatchOf(own, [lane]);
      const taken = [...(await dispatch.next(lane))];
      while (taken.length < 8) taken.push(...(await dispatch.next(lane)));
      dispatch.giveBack([taken]);
      expect(await dispatch.next(lane)).toHaveLength(most);
    }
  });
});

describe('Pace', () => {
  it('measures engines while their lanes are busy, and runs by themselves', () => {
    let now = 0;
    const pace = new Pace(() => now);
    const job = jobOf(0, BOTH);
    expect(pace.ofEngine('cards')).toBeUndefined();
    expect(pace.ofRun('plain', job)).toBe(5e6);
    expect(pace.ofBatch('plain', job)).toEqual({ least: 0, most: 1e8 });
    pace.began('cards');
    pace.began('cards');
    now = 10;
    pace.advanced('cards', 200);
    expect(pace.ofEngine('cards')).toBe(20);
    pace.ended('cards');
    pace.ended('cards');
    now = 1000;
    expect(pace.ofEngine('cards')).toBe(20);
    pace.ran('plain', job, 300, 100);
    expect(pace.ofRun('plain', job)).toBe(3);
    expect(pace.ofBatch('plain', job)).toEqual({ least: 12, most: 1e8 });
    pace.ran('plain', job, 2e12, 1e5 - 100);
    expect(pace.ofBatch('plain', job).most).toBeCloseTo(20 * 2e7, -1);
  });
});
