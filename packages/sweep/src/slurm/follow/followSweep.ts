/** Follows a sweep that Slurm has: collects what its tasks publish until nothing is left, or nobody is at it. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  collectSegments,
  type CollectOptions,
  type CollectReport,
  type Store,
  type SweepProgress,
} from '@ranksweep/store';
import type { SlurmFolder } from '../folder.ts';
import { readSlurmSweep } from '../sweepFile.ts';
import { COLLECT_COST, COLLECT_EVERY_MS, LOOK_EVERY_MS } from '../paces.ts';
import { Pace } from './pace.ts';
import { countTasks, type TaskCounts } from './tasks.ts';
import { isEveryUnitDone } from './unitsDone.ts';

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Tells how far it is. `tasks` is undefined as long as Slurm has not answered. */
  readonly onProgress?: (progress: SweepProgress, tasks: TaskCounts | undefined) => void;
  /** Tells what was collected, where that is anything. */
  readonly onCollected?: (report: CollectReport) => void;
  readonly whenFree?: CollectOptions['whenFree'];
  /** Default: `COLLECT_EVERY_MS`. */
  readonly collectEveryMs?: number;
  /** Default: `LOOK_EVERY_MS`. */
  readonly askEveryMs?: number;
  /** Default: asks Slurm. */
  readonly ask?: (folder: SlurmFolder) => Promise<TaskCounts | undefined>;
}

/** `no tasks`: Slurm has none of its tasks any more, though runs are left. */
export type Followed = 'nothing left' | 'no tasks' | 'stopped';

/** What the last task has published may show in listings only a while later, on network file systems. */
const LOOKS_AFTER_THE_END = 3;

/** @throws as `collectSegments` */
export async function followSweep(
  store: Store,
  folder: SlurmFolder,
  {
    signal,
    onProgress,
    onCollected,
    whenFree,
    collectEveryMs = COLLECT_EVERY_MS,
    askEveryMs = LOOK_EVERY_MS,
    ask = countTasks,
  }: FollowOptions,
): Promise<Followed> {
  const { sweep: own, units, isAsked = false } = readSlurmSweep(folder.sweepFile);
  const { specHash } = own;
  const pace = new Pace();
  const told = new Set<string>();
  let tasks: TaskCounts | undefined;
  let [askedAt, looksAfterTheEnd] = [-Infinity, 0];
  for (;;) {
    const startedAt = performance.now();
    const isOver = await isEveryUnitDone(folder, isAsked ? undefined : units.length);
    const report = await collectSegments(store, folder.segments, {
      except: told,
      signal,
      ...(whenFree && { whenFree }),
    });
    for (const name of report.leftOut.keys()) told.add(name);
    if (report.segments > 0) onCollected?.(report);
    const sweep = store.sweeps().find((one) => one.specHash === specHash);
    if (sweep !== undefined) {
      onProgress?.(pace.of(store.sweepProgress(sweep.id, Date.now()), performance.now()), tasks);
      // Further runs may follow from these.
      if (isOver || (!isAsked && sweep.runs.pending + sweep.runs.running === 0)) return 'nothing left';
    }
    if (signal.aborted) return 'stopped';
    if (looksAfterTheEnd === LOOKS_AFTER_THE_END) return 'no tasks';
    if (looksAfterTheEnd > 0) looksAfterTheEnd++;
    else if (performance.now() - askedAt >= askEveryMs) {
      tasks = await ask(folder);
      askedAt = performance.now();
      if (tasks !== undefined && tasks.running + tasks.waiting === 0) looksAfterTheEnd = 1;
    }
    const restMs = Math.max(collectEveryMs, (performance.now() - startedAt) / COLLECT_COST);
    await sleep(restMs, undefined, { signal }).catch(() => {});
  }
}
