/**
 * How long a sweep still takes. Runs of one part take alike: what finished runs of the part took, or while there is none,
 * what the iteration limit would take at the speed so far, which is a bound.
 */
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

/**
 * @param finishedMs by part, what its finished runs took
 * @returns undefined while nothing is known of a part that is still to be run
 */
export function estimateTimeLeft(
  waiting: readonly PlannedRun[],
  running: readonly RunningRun[],
  finishedMs: ReadonlyMap<string, readonly number[]>,
  lanes: number,
): TimeLeft | undefined {
  let isBound = false;
  const boundOf = (part: string): number | undefined => {
    const peer = running.find(({ run, iteration }) => run.part === part && iteration > 0);
    if (peer === undefined) return undefined;
    isBound = true;
    return (peer.elapsedMs / peer.iteration) * peer.run.maxIterations;
  };
  const usual = new Map([...finishedMs].map(([part, finished]) => [part, median(finished)]));
  const usualOf = (part: string): number | undefined => usual.get(part);
  const left = [
    ...waiting.map(({ part }) => usualOf(part) ?? boundOf(part)),
    ...running.map(({ run: { part }, elapsedMs }) => {
      const usual = usualOf(part);
      if (usual !== undefined && usual > elapsedMs) return usual - elapsedMs;
      const bound = boundOf(part); // it takes longer than the others did
      return bound === undefined ? undefined : Math.max(bound - elapsedMs, 0);
    }),
  ];
  if (left.some((ms) => ms === undefined)) return undefined;
  const known = left as number[];
  const total = known.reduce((sum, ms) => sum + ms, 0);
  return { ms: Math.max(total / lanes, ...known, 0), isBound };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
