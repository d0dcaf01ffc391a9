import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { run, results, type RunOptions, smallSweep, temporaryStore } from '../support/sweeps.ts';

/** Processes of lanes that this one has started. */
const laneProcesses = (): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+.*laneProcess\.ts/.exec(line))
    .filter((found) => Number(found?.[2]) === process.pid)
    .map((found) => Number(found![1]));

const LONG = { maxIterations: 150_000, lossBelow: 0 };
const ENDLESS = { maxIterations: Number.MAX_SAFE_INTEGER, lossBelow: 0 };

/** Signals a lane's process whenever a run has come further, until a lane has died of it. */
function harming(signal: NodeJS.Signals): { options: RunOptions; deaths: string[] } {
  const deaths: string[] = [];
  const observer = {
    progressed(): void {
      const [victim] = laneProcesses();
      if (deaths.length === 0 && victim !== undefined) process.kill(victim, signal);
    },
    laneDied: (_: unknown, message: string): void => void deaths.push(message),
  };
  return { options: { launcher: 'process', observer }, deaths };
}

describe('lanes in processes', () => {
  it('give the bits that threads give, and end with the sweep', async () => {
    const [threads, processes] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep();
    const inThreads = await run(threads, sweep);
    const inProcesses = await run(processes, sweep, { launcher: 'process' });
    expect(inProcesses.outcomes.done).toBe(6);
    expect(results(processes, inProcesses)).toEqual(results(threads, inThreads));
    await expect.poll(laneProcesses).toEqual([]);
  });

  it.each([
    ['are killed', 'SIGKILL', 'its process ended (SIGKILL)'],
    ['stop', 'SIGSTOP', 'no sign of life for 3 s'],
  ] as const)('that %s cost their run a try, and nothing else', async (_, signal, message) => {
    const [disturbed, undisturbed] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep(['tf'], { stop: LONG });
    const { options, deaths } = harming(signal);
    const result = await run(disturbed, sweep, { ...options, hangAfterMs: 3000, lanes: 1 });
    expect(result.outcomes).toMatchObject({ done: 2, failed: 0 });
    expect(new Set(deaths)).toEqual(new Set([message]));
    expect(results(disturbed, result)).toEqual(results(undisturbed, await run(undisturbed, sweep)));
    const attempts = disturbed.runsOfSweep(result.sweepId).flatMap(({ runId }) => disturbed.attempts(runId));
    expect(attempts.filter(({ outcome }) => outcome === 'failed')).toHaveLength(deaths.length);
    await expect.poll(laneProcesses).toEqual([]);
  });

  it('let go of a run that is cancelled while it goes on, and begin the next', async () => {
    const store = temporaryStore();
    const [endless, short] = smallSweep(['tf'], { stop: { maxIterations: 20 } }).runs;
    const sweep = smallSweep(['tf']);
    const runs = [
      { ...endless!, config: { ...endless!.config, stop: { ...endless!.config.stop, ...ENDLESS } } },
      short!,
    ];
    const { outcomes } = await run(
      store,
      { ...sweep, runs },
      {
        launcher: 'process',
        lanes: 1,
        observer: {
          progressed: ({ runId, maxIterations }) => {
            if (maxIterations === ENDLESS.maxIterations) store.cancelRuns([runId]);
          },
        },
      },
    );
    expect(outcomes).toMatchObject({ cancelled: 1, done: 1 });
  });

  it('hear what is asked: to save runs, and to stop them where they are', async () => {
    const [stopped, undisturbed] = [temporaryStore(), temporaryStore()];
    const controller = new AbortController();
    const requests = new EventEmitter<{ checkpoint: [] }>();
    const saved = (): boolean => stopped.runsOfSweep(1).some(({ runId }) => stopped.loadCheckpoint(runId));
    const first = await run(stopped, smallSweep(['tf'], { stop: ENDLESS, record: { every: 1000 } }), {
      launcher: 'process',
      checkpointEveryMs: 3_600_000,
      signal: controller.signal,
      requests,
      observer: { progressed: () => void (saved() ? controller.abort() : requests.emit('checkpoint')) },
    });
    expect(first.outcomes.interrupted).toBe(2);
    const reached = stopped.runsOfSweep(1).map(({ runId }) => stopped.loadCheckpoint(runId)?.iteration ?? 0);
    expect(Math.max(...reached)).toBeGreaterThan(0);
    const stop = { ...ENDLESS, maxIterations: Math.max(...reached) + 1000 };
    const ended = smallSweep(['tf'], { stop, record: { every: 1000 } });
    const second = await run(stopped, ended, { launcher: 'process' });
    expect(results(stopped, second)).toEqual(results(undisturbed, await run(undisturbed, ended)));
  });
});
