import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Dispatch, type DispatchOptions } from '../../src/schedule/dispatch.ts';
import type { Lane } from '../../src/launch/launcher.ts';
import type { Job } from '../../src/plan/job.ts';
import type { RunSource, SourceOptions, Turn } from '../../src/schedule/source.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const sweep = smallSweep(['mf']);
const jobOf = (runId: number): Job => ({
  run: { runId, name: '', part: 'mf', cell: {}, seed: 0, maxIterations: 1 },
  config: sweep.runs[0]!.config,
  cost: 1,
  deaths: 0,
  engines: ['wasm'],
});
const LANES: readonly Lane[] = [1, 2, 3].map((number) => ({
  name: `lane-${number}`,
  engine: 'wasm',
  device: { id: 'cpu', name: 'Processor', kind: 'cpu', memoryBytes: 1e9 },
}));

/** The only lane of most dispatchers here. */
const lane = LANES[0]!;
const idsOf = (jobs: readonly Job[]): number[] => jobs.map(({ run }) => run.runId);

function dispatchOf(source: Partial<RunSource>, options: Partial<DispatchOptions> = {}): Dispatch {
  const store = temporaryStore();
  const start = {
    sweep,
    jobs: [],
    ended: [],
    register: () => Promise.reject(new Error('none')),
    recordTrials: () => {},
    isCalledOff: () => false,
    skip: () => {},
  };
  const whole: RunSource = { next: () => 'end', tell: () => 'go on', ...source };
  const quiet = { store, observer: {}, lanes: [lane], isInterrupted: () => false, onFailure: () => {} };
  return new Dispatch(() => whole, start, { ...quiet, ...options });
}

/** Gives these turns, then the end. */
const inTurn = (...turns: Turn[]): Partial<RunSource> => ({ next: () => turns.shift() ?? 'end' });

describe('Dispatch', () => {
  it('hands out runs that were given back one by one, before others', async () => {
    const dispatch = dispatchOf(inTurn([1, 2, 3].map(jobOf), [jobOf(4)]));
    const [, second, third] = await dispatch.next(lane);
    dispatch.giveBack([[second!], [third!]]);
    const batches = [await dispatch.next(lane), await dispatch.next(lane), await dispatch.next(lane)];
    expect(batches.map(idsOf)).toEqual([[3], [2], [4]]);
    for (const id of [1, 2, 3, 4]) dispatch.settled(jobOf(id).run, { status: 'cancelled' });
    expect(await dispatch.next(lane)).toEqual([]);
  });

  it('keeps a lane that finds nothing more until no other could give runs back', async () => {
    const dispatch = dispatchOf(inTurn([1, 2].map(jobOf)), { lanes: LANES });
    const others = await dispatch.next(lane);
    const [one, two] = [dispatch.next(LANES[1]!), dispatch.next(LANES[2]!)];
    await nextTurn();
    dispatch.giveBack(others.map((job) => [job]));
    expect([await one, await two].map(idsOf)).toEqual([[2], [1]]);
    const last = dispatch.next(lane);
    for (const { run } of others) dispatch.settled(run, { status: 'cancelled' });
    expect(await last).toEqual([]);
  });

  it('has a lane wait for runs that are coming, while others are answered', async () => {
    const { promise: coming, resolve } = Promise.withResolvers<void>();
    const dispatch = dispatchOf(inTurn({ coming }, [jobOf(1)], [jobOf(2)]), { lanes: LANES.slice(0, 2) });
    const first = dispatch.next(lane);
    expect(idsOf(await dispatch.next(LANES[1]!))).toEqual([1]);
    resolve();
    expect(idsOf(await first)).toEqual([2]);
  });

  it('has no lane wait for runs that are coming once it is interrupted', async () => {
    let isInterrupted = false;
    const source = inTurn({ coming: new Promise(() => {}) });
    const dispatch = dispatchOf(source, { isInterrupted: () => isInterrupted });
    const asked = dispatch.next(lane);
    await nextTurn();
    isInterrupted = true;
    dispatch.interrupt();
    expect(await asked).toEqual([]);
  });

  it.each<[string, Job[], Job[], string]>([
    ['that a lane has', [jobOf(1)], [jobOf(1)], 'found run 1, which one has'],
    ['that is named twice', [jobOf(1)], [jobOf(2), jobOf(2)], 'found run 2, which one has'],
    ['that pauses between iterations', [jobOf(1)], [{ ...jobOf(2), pauseAt: 33.3 }], 'found 33.3 for run 2'],
    ['that pauses nowhere', [jobOf(1)], [{ ...jobOf(2), pauseAt: NaN }], 'found NaN for run 2'],
  ])('refuses a run %s', async (_, first, second, message) => {
    const dispatch = dispatchOf(inTurn(first, second));
    await dispatch.next(lane);
    await expect(dispatch.next(lane)).rejects.toThrow(message);
  });

  it('has no run a second time that a source registers while it is under way', async () => {
    const told: number[][] = [];
    let options: SourceOptions | undefined;
    const dispatch = new Dispatch(
      (given) => {
        options = given;
        return { next: inTurn([jobOf(1)]).next!, tell: () => 'go on' };
      },
      {
        sweep,
        jobs: [jobOf(1), jobOf(2)],
        ended: [],
        register: async () => ({ jobs: [1, 2, 3].map(jobOf), ended: [], runs: [] }),
        recordTrials: () => {},
        isCalledOff: () => false,
        skip: () => {},
      },
      {
        store: temporaryStore(),
        lanes: [lane],
        observer: { added: (runs) => told.push(runs.map(({ runId }) => runId)) },
        isInterrupted: () => false,
        onFailure: () => {},
      },
    );
    await dispatch.next(lane);
    const { jobs } = await options!.register([]);
    expect(idsOf(jobs)).toEqual([3]);
    expect(told).toEqual([[3]]);
    expect(dispatch.untouched.map(({ runId }) => runId)).toEqual([2, 3]);
  });

  it('throws what a source throws when it is told, where lanes ask for more, and not where it is told', async () => {
    let hasFailed = false;
    const source: Partial<RunSource> = {
      ...inTurn([jobOf(1)]),
      tell: () => {
        throw new Error('no idea');
      },
    };
    const dispatch = dispatchOf(source, {
      onFailure: () => (hasFailed = true),
      isInterrupted: () => hasFailed,
    });
    const [job] = await dispatch.next(lane);
    expect(() => dispatch.settled(job!.run, { status: 'cancelled' })).not.toThrow();
    await expect(dispatch.next(lane)).rejects.toThrow('no idea');
  });

  it('waits no longer for a source that has no answer, once it is interrupted', async () => {
    let isInterrupted = false;
    const dispatch = dispatchOf(
      { next: () => new Promise(() => {}) },
      { isInterrupted: () => isInterrupted },
    );
    const asked = dispatch.next(lane);
    await nextTurn();
    isInterrupted = true;
    dispatch.interrupt();
    expect(await asked).toEqual([]);
  });

  it('has a lane wait for a source that has nothing yet, until more has been told', async () => {
    const dispatch = dispatchOf(inTurn([jobOf(1)], 'wait', [jobOf(2)]));
    const [first] = await dispatch.next(lane);
    let second: readonly Job[] | undefined;
    const waiting = dispatch.next(lane).then((jobs) => (second = jobs));
    await nextTurn();
    expect(second).toBeUndefined();
    dispatch.settled(first!.run, { status: 'cancelled' });
    await waiting;
    expect(idsOf(second!)).toEqual([2]);
  });

  it('asks again where more was told while the source thought about it', async () => {
    const answer = Promise.withResolvers<Turn>();
    const turns = [[jobOf(1)], answer.promise, [jobOf(2)]];
    const dispatch = dispatchOf({ next: () => turns.shift() ?? 'end' });
    const [first] = await dispatch.next(lane);
    const next = dispatch.next(lane);
    await nextTurn();
    dispatch.settled(first!.run, { status: 'cancelled' });
    answer.resolve('wait');
    expect(idsOf(await next)).toEqual([2]);
  });

  it('asks a source one at a time, whatever number of lanes are free', async () => {
    let [asking, most] = [0, 0];
    const ids = [1, 2, 3];
    const dispatch = dispatchOf(
      {
        async next() {
          most = Math.max(most, ++asking);
          await nextTurn();
          asking--;
          const id = ids.shift();
          return id === undefined ? 'end' : [jobOf(id)];
        },
      },
      { lanes: LANES },
    );
    const batches = await Promise.all(LANES.map((one) => dispatch.next(one)));
    expect(batches.map(idsOf)).toEqual([[1], [2], [3]]);
    expect(most).toBe(1);
  });

  it('hands out a run that another process has had, once that has it no more', async () => {
    let looks = 0;
    const store = {
      ...temporaryStore(),
      heldRuns: (runIds: readonly number[]) => runIds.filter((runId) => runId === 1 && looks < 2),
    };
    const observer = { heldElsewhere: () => void looks++ };
    const dispatch = dispatchOf(inTurn([jobOf(1)]), { store, observer, isInterrupted: () => looks > 3 });
    const [job] = await dispatch.next(lane);
    dispatch.layAside(job!);
    expect(dispatch.laidAside).toEqual([job!.run]);
    expect(idsOf(await dispatch.next(lane))).toEqual([1]);
    expect(looks).toBe(2);
    expect(dispatch.laidAside).toEqual([]);
  });

  it.each([
    ['waits for what never comes', () => 'wait' as const, 'found that it waits for nothing'],
    ['has a batch without runs', () => [], 'found no runs'],
    ['throws', () => Promise.reject(new Error('out of ideas')), 'out of ideas'],
  ])('tells of a source that %s', async (_, next, message) => {
    await expect(dispatchOf({ next }).next(lane)).rejects.toThrow(message);
  });
});
