/** How long ago tasks have told something, by this machine's own clock as soon as they have been seen to. */
import type { TaskOnSlurm } from '@ranksweep/sweep/slurm';

interface Sign {
  /** Of which start of the task, and its counter: it grows as long as the task is alive. */
  readonly what: string;
  readonly atMs: number;
}

export class LifeSigns {
  readonly #signs = new Map<string, Sign>();

  /**
   * @param nowMs by a clock that nobody sets
   * @param clockMs what clocks show: until the task is seen to tell something, the file server's word counts
   * @returns undefined for a task that has told nothing yet
   */
  quietMs({ task, state, toldAt }: TaskOnSlurm, nowMs: number, clockMs: number): number | undefined {
    if (state === undefined || toldAt === undefined) return undefined;
    const what = `${state.startedAt} ${state.counter}`;
    const known = this.#signs.get(task);
    if (known?.what === what) return nowMs - known.atMs;
    const quietMs = known === undefined ? Math.max(0, clockMs - toldAt.getTime()) : 0;
    this.#signs.set(task, { what, atMs: nowMs - quietMs });
    return quietMs;
  }
}
