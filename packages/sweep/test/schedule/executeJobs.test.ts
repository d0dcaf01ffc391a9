import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { LaneRun } from '@ranksweep/run';
import { query, type Store } from '@ranksweep/store';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunOutcome } from '../../src/observer.ts';
import { execute } from '../support/lanes.ts';
import { GREEDY, HANGING, MORTAL, UNLUCKY } from '../support/mortalSeeds.ts';
import { results, run, smallSweep, temporaryStore } from '../support/sweeps.ts';

const crowdedLane = new URL('../support/crowdedLane.ts', import.meta.url);
const mortalLane = new URL('../support/mortalLane.ts', import.meta.url);
const ONE_BATCH = { cost: 0 };
const ONE_EACH = { cost: 1e12 };
const SHORT = { maxIterations: 20 };

/** Short runs with the seeds given. */
function seededSweep(
  seeds: readonly number[],
  changes: Parameters<typeof smallSweep>[1] = { stop: SHORT },
): ReturnType<typeof smallSweep> {
  const sweep = smallSweep(['mf'], changes);
  const { part, cell, config } = sweep.runs[0]!;
  return { ...sweep, runs: seeds.map((seed) => ({ part, cell, config: { ...config, seed } })) };
}

const statusesOf = (outcomes: readonly (RunOutcome | undefined)[]): (string | undefined)[] =>
  outcomes.map((outcome) => outcome?.status);

/** Has SQLite refuse the points of a run; ROLLBACK undoes the whole transaction, as a full disk may. */
function refusePoints(store: Store, runId: number, raise: 'ABORT' | 'ROLLBACK'): void {
  const client = new Database(store.path);
  client.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON points WHEN NEW.run_id = ${runId}
     BEGIN SELECT RAISE(${raise}, 'no room'); END`,
  );
  client.close();
}

describe('executeJobs', () => {
  it('gives the same bits in batches as one run at a time', async () => {
    const [together, apart] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep(['mf', 'tf', 'htf'], { stop: SHORT });
    const batched = await execute(together, sweep, ONE_BATCH);
    expect(statusesOf(batched.outcomes)).toEqual(Array(6).fill('done'));
    const single = await execute(apart, sweep, { ...ONE_EACH, lanes: 2 });
    expect(results(together, batched)).toEqual(results(apart, single));
  });

  it('tells of one run after the other', async () => {
    const told: string[] = [];
    await execute(temporaryStore(), seededSweep([1, 2, 3]), {
      ...ONE_BATCH,
      observe: () => ({
        started: ({ seed }, lane) => void told.push(`started ${seed} on ${lane}`),
        progressed: ({ seed }, iteration) => {
          if (iteration === 20) told.push(`progressed ${seed} to 20`); // a slow machine may tell more
        },
      }),
    });
    expect(told).toEqual(
      [1, 2, 3].flatMap((seed) => [`started ${seed} on lane-1`, `progressed ${seed} to 20`]),
    );
  });

  it('fails a run of a batch alone', async () => {
    const store = temporaryStore();
    const sweep = seededSweep([1, 2, 3]);
    const target = { kind: 'file' as const, file: '/nowhere/target.npy', sha256: '0'.repeat(64) };
    const runs = sweep.runs.map((one, i) =>
      i === 1 ? { ...one, config: { ...one.config, task: { ...one.config.task, target } } } : one,
    );
    const { outcomes, runIds } = await execute(store, { ...sweep, runs }, ONE_BATCH);
    expect(statusesOf(outcomes)).toEqual(['done', 'failed', 'done']);
    expect(store.run(runIds[1]!)!.error).toContain('/nowhere/target.npy');
  });

  it('loses nothing when it is interrupted in the midst of a batch', async () => {
    const [stopped, undisturbed] = [temporaryStore(), temporaryStore()];
    const sweep = seededSweep([1, 2, 3]);
    // The second goes on until it is interrupted.
    const stop = { ...sweep.runs[1]!.config.stop, maxIterations: Number.MAX_SAFE_INTEGER, lossBelow: 0 };
    const record = { ...sweep.runs[1]!.config.record, every: 1000 };
    const runs = sweep.runs.map((one, i) =>
      i === 1 ? { ...one, config: { ...one.config, stop, record } } : one,
    );
    const mixed = { ...sweep, runs };
    const first = await execute(stopped, mixed, {
      ...ONE_BATCH,
      observe: (pool, [, long]) => ({
        progressed: ({ runId }) => {
          if (runId === long!.runId) pool.signals.interrupt();
        },
      }),
    });
    expect(first.outcomes).toMatchObject([
      { status: 'done' },
      { status: 'interrupted' },
      { status: 'interrupted', iterations: 0 },
    ]);
    const [, long, waiting] = first.runIds.map((runId) => stopped.run(runId)!);
    expect(long).toMatchObject({ status: 'pending', stopReason: null });
    expect(long!.iterations).toBeGreaterThan(0);
    const { iteration } = stopped.loadCheckpoint(long!.runId)!;
    expect(iteration).toBeGreaterThanOrEqual(long!.iterations);
    expect(waiting).toMatchObject({ status: 'pending', iterations: 0 });
    expect(stopped.recordedMetrics(waiting!.runId)).toEqual([]);
    expect(stopped.releaseDeadRuns()).toEqual([]);

    const shorter = iteration + 10_000;
    const ended = {
      ...mixed,
      runs: runs.map((one, i) =>
        i === 1 ? { ...one, config: { ...one.config, stop: { ...stop, maxIterations: shorter } } } : one,
      ),
    };
    expect(results(stopped, await run(stopped, ended))).toEqual(
      results(undisturbed, await run(undisturbed, ended)),
    );
  });

  it('hands a lane where a run goes on from, and what it has recorded', async () => {
    const store = temporaryStore();
    const until = (maxIterations: number) =>
      seededSweep([1], { stop: { maxIterations }, record: { every: 5 } });
    const { runIds } = await execute(store, until(20), ONE_BATCH);
    const { state } = store.loadCheckpoint(runIds[0]!)!;
    const handed: LaneRun[] = [];
    await execute(store, until(40), {
      ...ONE_BATCH,
      observe: (launcher) => {
        const start = launcher.start.bind(launcher);
        vi.spyOn(launcher, 'start').mockImplementation((lane, batch, onMessages) => {
          handed.push(...batch.runs);
          return start(lane, batch, onMessages);
        });
        return {};
      },
    });
    expect(handed.map(({ checkpoint }) => [...checkpoint!])).toEqual([[...state]]);
    const iterations = handed[0]!.earlier!.flatMap((block) => [...block.iterations]);
    expect(iterations).toEqual([0, 5, 10, 15, 20]);
  });

  it('pauses runs at the iteration that their source says, from where they go on with the same bits', async () => {
    const [paused, undisturbed] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep(['mf', 'tf'], { stop: { maxIterations: 60, lossBelow: 0 } });
    const first = await execute(paused, sweep, { ...ONE_BATCH, pauseAt: 33 });
    expect(first.outcomes).toEqual(Array(4).fill({ status: 'paused', iterations: 33 }));
    const reached = first.runIds.map((runId) => paused.loadCheckpoint(runId)!.iteration);
    expect(reached).toEqual(Array(4).fill(33));
    expect(results(paused, await run(paused, sweep))).toEqual(
      results(undisturbed, await run(undisturbed, sweep)),
    );
  });

  it('gives runs back whose batch cannot be started', async () => {
    const store = temporaryStore();
    const executing = execute(store, seededSweep([1, 2]), {
      ...ONE_BATCH,
      observe: (launcher) => {
        vi.spyOn(launcher, 'start').mockImplementation(() => {
          throw new Error('no lane');
        });
        return {};
      },
    });
    await expect(executing).rejects.toThrow('no lane');
    expect([1, 2].map((runId) => store.run(runId)!.status)).toEqual(['pending', 'pending']);
    expect(store.attempts(1)).toMatchObject([{ outcome: 'interrupted' }]);
  });

  it('lets others see the events of a run while it goes on', async () => {
    const store = temporaryStore();
    const [one] = seededSweep([1]).runs;
    const stop = { ...one!.config.stop, maxIterations: Number.MAX_SAFE_INTEGER, lossBelow: 0 };
    const runs = [{ ...one!, config: { ...one!.config, stop } }];
    const seen: unknown[] = [];
    const { outcomes } = await execute(
      store,
      { ...smallSweep(['mf']), runs },
      {
        ...ONE_BATCH,
        observe: (pool) => ({
          progressed: () => {
            if (pool.signals.isInterrupted) return;
            const risen = `SELECT DISTINCT status FROM runs JOIN events ON run_id = id WHERE kind = 'rise'`;
            seen.push(...query(store.path, risen).rows);
            if (seen.length > 0) pool.signals.interrupt();
          },
        }),
      },
    );
    expect(seen).toEqual([['running']]);
    expect(statusesOf(outcomes)).toEqual(['interrupted']);
  });

  it('tries a run again whose lane died, three times, and costs others nothing', async () => {
    const store = temporaryStore();
    const told: number[] = [];
    const { outcomes, runIds } = await execute(store, seededSweep([1, 2, MORTAL, 4, 5]), {
      ...ONE_BATCH,
      worker: mortalLane,
      observe: ({ signals }) => ({
        laneDied: ({ seed }) => {
          if (told.push(seed) > 5) signals.interrupt(); // it would be tried for ever
        },
      }),
    });
    expect(told).toEqual([MORTAL, MORTAL]);
    expect(statusesOf(outcomes)).toEqual(['done', 'done', 'failed', 'done', 'done']);
    expect(store.run(runIds[2]!)!.error).toMatch(/. \(tried 3 times\)$/);
    expect(store.attempts(runIds[2]!)).toMatchObject(
      Array(3).fill({ outcome: 'failed', error: expect.stringMatching(/./) }),
    );
    const others = runIds.toSpliced(2, 1).flatMap((runId) => store.attempts(runId));
    expect(others.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(store.releaseDeadRuns()).toEqual([]);
  });

  it('holds the death of a lane against the run that it was at, and gives each its three tries', async () => {
    const store = temporaryStore();
    const { outcomes, runIds } = await execute(store, seededSweep([MORTAL, GREEDY]), {
      ...ONE_BATCH,
      worker: mortalLane,
    });
    expect(statusesOf(outcomes)).toEqual(['failed', 'failed']);
    const [first, second] = runIds.map((runId) => store.attempts(runId).map(({ outcome }) => outcome));
    expect(first).toEqual(['failed', 'failed', 'failed']);
    expect(second).toEqual(['interrupted', 'failed', 'failed', 'failed']);
  });

  it('holds the death of a lane that was at several runs against none of them, and tries each again alone', async () => {
    const store = temporaryStore();
    const told: number[] = [];
    const { outcomes, runIds } = await execute(store, seededSweep([1, 2, MORTAL, 4]), {
      ...ONE_BATCH,
      worker: crowdedLane,
      observe: () => ({ laneDied: ({ seed }) => void told.push(seed) }),
    });
    expect(statusesOf(outcomes)).toEqual(['done', 'done', 'failed', 'done']);
    const attempts = runIds.map((runId) => store.attempts(runId).map(({ outcome }) => outcome));
    expect(attempts).toEqual([
      ['failed', 'done'],
      ['failed', 'done'],
      ['failed', 'failed', 'failed', 'failed'],
      ['interrupted', 'done'],
    ]);
    expect(told.toSorted()).toEqual([1, MORTAL, MORTAL, MORTAL, 2]);
  });

  it('leaves the other lanes alone when one dies', async () => {
    const store = temporaryStore();
    const { outcomes, runIds } = await execute(store, seededSweep([1, 2, 3, MORTAL]), {
      ...ONE_EACH,
      lanes: 2,
      worker: mortalLane,
    });
    expect(statusesOf(outcomes)).toEqual(['done', 'done', 'done', 'failed']);
    expect(runIds.map((runId) => store.attempts(runId).length)).toEqual([1, 1, 1, 3]);
  });

  it.each([
    ['that needs more memory than there is', GREEDY, 3_600_000, /memory/],
    ['that hangs', HANGING, 3000, /no sign of life/],
  ])('fails a run %s, and no other', async (_, seed, hangAfterMs, message) => {
    const store = temporaryStore();
    const { outcomes, runIds } = await execute(store, seededSweep([1, seed, 3]), {
      ...ONE_BATCH,
      worker: mortalLane,
      hangAfterMs,
    });
    expect(statusesOf(outcomes)).toEqual(['done', 'failed', 'done']);
    expect(store.run(runIds[1]!)!.error).toMatch(message);
  });

  it('tries again with success where the lane had died of something else', async () => {
    const [store, undisturbed] = [temporaryStore(), temporaryStore()];
    const seeds = [1, UNLUCKY, 3];
    process.env.UNLUCKY_FILE = join(dirname(store.path), 'unlucky');
    onTestFinished(() => void delete process.env.UNLUCKY_FILE);
    const tried = await execute(store, seededSweep(seeds), { ...ONE_BATCH, worker: mortalLane });
    expect(statusesOf(tried.outcomes)).toEqual(['done', 'done', 'done']);
    expect(store.attempts(tried.runIds[1]!).map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
    const plain = await execute(undisturbed, seededSweep(seeds), ONE_BATCH);
    expect(results(store, tried)).toEqual(results(undisturbed, plain));
  });

  it('refuses the results of a run that was taken away, and keeps the others', async () => {
    const store = temporaryStore();
    const { outcomes, runIds } = await execute(store, seededSweep([1, 2, 3]), {
      ...ONE_BATCH,
      observe: (_, runs) => {
        const claimRun = store.claimRun.bind(store);
        vi.spyOn(store, 'claimRun').mockImplementation((runId, claim) => {
          const claimed = claimRun(runId, claim);
          if (runId === runs[1]!.runId) store.cancelRuns([runId]);
          return claimed;
        });
        return {};
      },
    });
    expect(statusesOf(outcomes)).toEqual(['done', 'cancelled', 'done']);
    expect(store.run(runIds[1]!)!.status).toBe('cancelled');
    expect(store.recordedMetrics(runIds[1]!)).toEqual([]);
  });

  it('stops a run that was taken away while it goes on, and begins the next', async () => {
    const store = temporaryStore();
    const sweep = seededSweep([1, 2]);
    const stop = { ...sweep.runs[0]!.config.stop, maxIterations: Number.MAX_SAFE_INTEGER, lossBelow: 0 };
    const record = { ...sweep.runs[0]!.config.record, every: 1000 };
    const runs = sweep.runs.map((one, i) =>
      i === 0 ? { ...one, config: { ...one.config, stop, record } } : one,
    );
    const { outcomes } = await execute(
      store,
      { ...sweep, runs },
      {
        ...ONE_BATCH,
        observe: () => ({ progressed: ({ runId }) => void store.cancelRuns([runId]) }),
      },
    );
    expect(statusesOf(outcomes)).toEqual(['cancelled', 'done']);
  });

  it('fails a run whose points cannot be written, and writes the others', async () => {
    const store = temporaryStore();
    const { outcomes } = await execute(store, seededSweep([1, 2, 3]), {
      ...ONE_BATCH,
      observe: (_, runs) => {
        refusePoints(store, runs[1]!.runId, 'ABORT');
        return {};
      },
    });
    expect(outcomes).toMatchObject([
      { status: 'done' },
      { status: 'failed', message: 'no room' },
      { status: 'done' },
    ]);
  });

  it('stops when the store fails, with nothing half-written', async () => {
    const store = temporaryStore();
    const sweep = seededSweep([1, 2, 3]);
    const executed = execute(store, sweep, {
      ...ONE_BATCH,
      observe: (_, runs) => {
        refusePoints(store, runs[2]!.runId, 'ROLLBACK');
        return {};
      },
    });
    await expect(executed).rejects.toThrow('no room');
    for (const { runId, status } of store.runsOfSweep(1)) {
      // Committed with all that belongs to it, or not at all.
      expect(store.finals(runId).size > 0).toBe(status === 'done');
      expect(store.recordedMetrics(runId).length > 0).toBe(status === 'done');
    }
    expect(store.run(3)!.status).not.toBe('done');
  });
});
