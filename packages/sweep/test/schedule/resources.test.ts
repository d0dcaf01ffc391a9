/** What lanes share: no run begins without its part, and nothing is idle that a waiting run could use. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunConfig } from '@ranksweep/kinds';
import type { RunNeeds } from '@ranksweep/run';
import type { BatchAtWork, Lane, OwnGpu, SharedResources } from '../../src/launch/launcher.ts';
import { Dispatch } from '../../src/schedule/dispatch.ts';
import { GridSource } from '../../src/schedule/grid.ts';
import { Resources } from '../../src/schedule/resources.ts';
import type { Job } from '../../src/plan/job.ts';
import type { RunSource, SourceFactory } from '../../src/schedule/source.ts';
import { smallSweep } from '../support/sweeps.ts';

const gpusOf = (count: number): OwnGpu[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    id: `gpu:${index}`,
    name: 'Card',
    variable: 'CUDA_VISIBLE_DEVICES',
    value: `GPU-${index}`,
  }));

const device = { id: 'cpu', name: 'CPU', kind: 'cpu', memoryBytes: 1 } as const;

const jobOf = (runId: number, resources: object): Job => ({
  run: { runId, name: '', part: 'p', cell: {}, seed: runId, maxIterations: Number.MAX_SAFE_INTEGER },
  config: parseRunConfig({ program: { command: ['true'], resources } }, 'run'),
  cost: 1e9,
  deaths: 0,
  engines: ['wasm'],
});

function dispatchOf(jobs: readonly Job[], count: number, shared: SharedResources, source?: SourceFactory) {
  const lanes: Lane[] = Array.from({ length: count }, (_, i) => ({
    name: `lane-${i + 1}`,
    engine: 'wasm',
    device,
    shared,
  }));
  const start = {
    sweep: smallSweep(['mf']),
    jobs,
    ended: [],
    register: () => Promise.reject(new Error('none')),
    skip: () => {},
    recordTrials: () => {},
    isCalledOff: () => false,
  };
  const dispatch = new Dispatch(source ?? ((options) => new GridSource(options)), start, {
    store: { run: noStore, heldRuns: noStore, finals: noStore, trajectory: noStore },
    observer: {},
    lanes,
    isInterrupted: () => false,
    onFailure: () => {},
  });
  return { dispatch, lanes };
}

function noStore(): never {
  throw new Error('expected a dispatcher that looks at nothing stored');
}

const visible = (dispatch: Dispatch, lane: Lane): string =>
  dispatch.deviceOf(lane).environment!['CUDA_VISIBLE_DEVICES']!;

/** A source that hands out its runs in their order, whatever they need. */
const inOrder: SourceFactory = ({ jobs }): RunSource => {
  const left = [...jobs];
  return {
    next: () => (left.length > 0 ? left.splice(0, 1) : 'end'),
    tell: () => 'go on',
  };
};

describe.each([
  ['the grid', undefined],
  ['a source that does not look at what runs need', inOrder],
])('a dispatcher, of %s', (_, source) => {
  it('hands out every run once, never more of the machine than there is, and leaves nothing idle that fits', async () => {
    const someRuns = fc.array(
      fc.record({ gpus: fc.integer({ min: 0, max: 3 }), cpus: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(
        someRuns,
        fc.integer({ min: 1, max: 4 }),
        fc.func(fc.nat()),
        async (runs, count, pick) => {
          const shared = { cores: 6, memoryBytes: Infinity, gpus: gpusOf(4) };
          const jobs = runs.map((resources, id) => jobOf(id, resources));
          const { dispatch, lanes } = dispatchOf(jobs, count, shared, source);
          const atWork = new Map<Lane, Job>();
          const waiting = new Set<Lane>();
          const done: number[] = [];
          const needs = ({ run }: Job) => runs[run.runId]!;
          const sum = (of: (one: { gpus: number; cpus: number }) => number): number =>
            [...atWork.values()].reduce((total, job) => total + of(needs(job)), 0);
          const ask = (lane: Lane): void => {
            waiting.add(lane);
            void dispatch.next(lane).then(([job, ...others]) => {
              waiting.delete(lane);
              if (job === undefined) return;
              expect(others).toEqual([]);
              atWork.set(lane, job);
            });
          };
          for (const lane of lanes) ask(lane);
          for (let step = 0; ; step++) {
            await nextTurn(); // Everything that can be handed out has been.
            const seen = [...atWork].flatMap(([lane, job]) =>
              needs(job).gpus === 0 ? [] : visible(dispatch, lane).split(','),
            );
            expect(new Set(seen).size).toBe(seen.length);
            expect(seen.length).toBe(sum(({ gpus }) => gpus));
            expect(sum(({ cpus }) => cpus)).toBeLessThanOrEqual(6);
            const begun = new Set([...done, ...[...atWork.values()].map(({ run }) => run.runId)]);
            const left = jobs.filter(({ run }) => !begun.has(run.runId));
            const room = { gpus: 4 - seen.length, cpus: 6 - sum(({ cpus }) => cpus) };
            if (waiting.size > 0)
              for (const job of left)
                expect(needs(job).gpus > room.gpus || needs(job).cpus > room.cpus).toBe(true);
            if (atWork.size === 0) break;
            const [lane, job] = [...atWork][pick(step) % atWork.size]!;
            atWork.delete(lane);
            done.push(job.run.runId);
            dispatch.settled(job.run, { status: 'cancelled' });
            await nextTurn();
            dispatch.through(lane);
            ask(lane);
          }
          expect(done.toSorted((a, b) => a - b)).toEqual(jobs.map(({ run }) => run.runId));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a grid', () => {
  it('begins with the runs that need most', async () => {
    const jobs = [{}, { gpus: 1 }, { gpus: 2 }, { cpus: 2 }, { memory: '1GB' }].map((resources, id) =>
      jobOf(id, resources),
    );
    const { dispatch, lanes } = dispatchOf(jobs, 5, { cores: 9, memoryBytes: 2e9, gpus: gpusOf(3) });
    const order: number[] = [];
    for (const lane of lanes) order.push((await dispatch.next(lane))[0]!.run.runId);
    expect(order).toEqual([2, 1, 4, 3, 0]);
    expect(lanes.map((lane) => visible(dispatch, lane))).toEqual(['GPU-0,GPU-1', 'GPU-2', '', '', '']);
  });
});

describe('Resources', () => {
  const needs = (more: Partial<RunNeeds>): RunNeeds => ({
    cpus: 1,
    gpus: undefined,
    memoryBytes: undefined,
    ...more,
  });

  it('fit as long as there is enough left of each', () => {
    const resources = new Resources<string>({ cores: 3, memoryBytes: 100, gpus: gpusOf(2) });
    resources.take('a', needs({ cpus: 2, memoryBytes: 60, gpus: 1 }));
    expect(resources.fits(undefined)).toBe(true);
    expect(resources.fits(needs({ cpus: 2 }))).toBe(false);
    expect(resources.fits(needs({ memoryBytes: 41 }))).toBe(false);
    expect(resources.fits(needs({ gpus: 2 }))).toBe(false);
    resources.giveBack('a');
    expect(resources.fits(needs({ cpus: 3, memoryBytes: 100, gpus: 2 }))).toBe(true);
  });

  it('name the GPUs that a lane has, and hide them from runs that have none', () => {
    const resources = new Resources<string>({ cores: 3, memoryBytes: 100, gpus: gpusOf(2) });
    resources.take('a', needs({ gpus: 2 }));
    resources.take('b', needs({}));
    expect(resources.deviceOf('a', device)).toMatchObject({
      id: 'gpu:0+gpu:1',
      name: 'gpu:0+gpu:1 Card',
      environment: { CUDA_VISIBLE_DEVICES: 'GPU-0,GPU-1' },
    });
    expect(resources.deviceOf('b', device)).toMatchObject({
      id: 'cpu',
      environment: { CUDA_VISIBLE_DEVICES: '' },
    });
  });
});

describe('short programs', () => {
  const lanesOf = () => {
    const jobs = Array.from({ length: 100 }, (_, id) => jobOf(id, {}));
    return dispatchOf(jobs, 2, { cores: 2, memoryBytes: Infinity, gpus: [] });
  };
  const end = (dispatch: Dispatch, jobs: readonly Job[], lane: Lane, wallMs: number): void => {
    for (const { run } of jobs)
      dispatch.settled(run, { status: 'done', reason: 'exit', iterations: 0, wallMs });
    dispatch.through(lane);
  };

  it('travel together once it is known how short they are', async () => {
    const { dispatch, lanes } = lanesOf();
    const first = await dispatch.next(lanes[0]!);
    expect(first).toHaveLength(1);
    end(dispatch, first, lanes[0]!, 4);
    expect(await dispatch.next(lanes[0]!)).toHaveLength(5);
  });

  it('are left to another lane if one of them turns out to be long', async () => {
    const { dispatch, lanes } = lanesOf();
    end(dispatch, await dispatch.next(lanes[0]!), lanes[0]!, 0.1);
    const batch = await dispatch.next(lanes[0]!);
    const recalled: number[] = [];
    dispatch.atWork(lanes[0]!, { recall: (key) => void recalled.push(key) } as BatchAtWork);
    for (let rest = await dispatch.next(lanes[1]!); rest.length > 0;) {
      end(dispatch, rest, lanes[1]!, 0.1);
      const next = dispatch.next(lanes[1]!);
      rest = await Promise.race([next, nextTurn<Job[]>([])]);
    }
    dispatch.wake();
    await nextTurn();
    expect(recalled).toEqual([]); // The lane has not begun any: it may still be starting.
    dispatch.begun(batch[0]!.run);
    await expect.poll(() => recalled, { timeout: 10_000 }).toEqual([batch.at(-1)!.run.runId]);
  });
});
