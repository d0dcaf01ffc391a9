/**
 * Threads that serve one sweep after another. A thread first loads modules, which takes longer than the small sweeps of tests. It
 * otherwise is as it is in a sweep of its own: there, too, it computes one batch after another.
 */
import type { Launcher, LauncherOptions } from '../../src/launch/launcher.ts';
import { registerLauncher } from '../../src/launch/launchers.ts';
import { ThreadLauncher } from '../../src/launch/threads/threadLauncher.ts';

/** The name of this launcher. */
export const KEPT_LANES = 'kept threads';

/** Those that no sweep has, by their places. */
const idle = new Map<string, ThreadLauncher[]>();

registerLauncher(KEPT_LANES, keptThreads);

export function keptThreads(options: LauncherOptions): Launcher {
  const key = JSON.stringify(options.places);
  const threads = idle.get(key)?.pop() ?? new ThreadLauncher(options);
  const { lanes, signals } = threads;
  let atWork = 0;
  return {
    lanes,
    signals,
    start(...batch) {
      const started = threads.start(...batch);
      atWork++;
      const end = (): void => void atWork--;
      started.ended.then(end, end);
      return started;
    },
    async close() {
      // Threads that were interrupted remain so, and what they are still at is no other sweep's.
      if (signals.isInterrupted || atWork > 0) return threads.close();
      idle.set(key, [...(idle.get(key) ?? []), threads]);
    },
  };
}
