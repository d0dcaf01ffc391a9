/**
 * How long a sweep still takes. Runs of one part take alike: what finished runs of the part took, or while there is none,
 * what the iteration limit would take at the speed so far, which is a bound.
 */
import { median } from '@ranksweep/core';
import type { PlannedRun } from '@ranksweep/sweep';

export interface TimeLeft {
  readonly ms: number;
  /** Most likely shorter: no run of some part has ended yet. */
  readonly isBound: boolean;
}

export interface RunningRun {
  readonly run: PlannedRun;
  readonly iteration: number;
  readonly elapsedMs: number;
}

export interface WorkLeft {
  /** By part, how many runs no lane has begun. */
  readonly waiting: ReadonlyMap<string, number>;
  readonly running: readonly RunningRun[];
  /** By part, what its finished runs took; the latest of many. */
  readonly finishedMs: ReadonlyMap<string, readonly number[]>;
  readonly lanes: number;
}

/**
 * Takes no longer for more runs that wait: it is asked for with every drawing.
 * @returns undefined while nothing is known of a part that is still to be run
 */
export function estimateTimeLeft({ waiting, running, finishedMs, lanes }: WorkLeft): TimeLeft | undefined {
  let isBound = false;
  const boundOf = (part: string): number | undefined => {
    const peer = running.find(({ run, iteration }) => run.part === part && iteration > 0);
    if (peer === undefined) return undefined;
    isBound = true;
    return (peer.elapsedMs / peer.iteration) * peer.run.maxIterations;
  };
  const usual = new Map([...finishedMs].map(([part, finished]) => [part, median(finished)]));
  const left: { readonly runs: number; readonly ms: number | undefined }[] = [
    ...[...waiting]
      .filter(([, runs]) => runs > 0)
      .map(([part, runs]) => ({ runs, ms: usual.get(part) ?? boundOf(part) })),
    ...running.map(({ run: { part }, elapsedMs }) => {
      const usualMs = usual.get(part);
      if (usualMs !== undefined && usualMs > elapsedMs) return { runs: 1, ms: usualMs - elapsedMs };
      const bound = boundOf(part); // it takes longer than the others did
      return { runs: 1, ms: bound === undefined ? undefined : Math.max(bound - elapsedMs, 0) };
    }),
  ];
  let total = 0;
  let longest = 0;
  for (const { runs, ms } of left) {
    if (ms === undefined) return undefined;
    total += runs * ms;
    longest = Math.max(longest, ms);
  }
  return { ms: Math.max(total / lanes, longest), isBound };
}
