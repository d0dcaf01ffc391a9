/** Timing on a machine that others use too. The sides take turns, and the median over rounds of their ratio counts. */
import { median } from '@ranksweep/core';

/** Runs a contestant for `iterations` and resolves with the time it took. */
export type Timed = (iterations: number) => Promise<number>;

export interface Rounds {
  readonly count: number;
  /** Of one contestant in one round. */
  readonly burstMs: number;
}

/** Milliseconds per iteration, `[contestant][round]`. Every contestant has one turn in each round. */
export async function takeTurns(
  contestants: readonly Timed[],
  { count, burstMs }: Rounds,
): Promise<number[][]> {
  const bursts: number[] = [];
  for (const contestant of contestants) bursts.push(await burstLength(contestant, burstMs));
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < count; round++) {
    for (const [c, contestant] of contestants.entries()) {
      times[c]!.push((await contestant(bursts[c]!)) / bursts[c]!);
    }
  }
  return times;
}

/** Median over rounds of `over / under`. */
export const medianRatio = (over: readonly number[], under: readonly number[]): number =>
  median(over.map((value, round) => value / under[round]!));

/** Iterations that take about `burstMs`, found by doubling, which warms the contestant up as well. */
async function burstLength(contestant: Timed, burstMs: number): Promise<number> {
  for (let iterations = 1; ; iterations *= 2) {
    const wallMs = await contestant(iterations);
    if (wallMs >= burstMs / 2) return Math.max(1, Math.round((iterations * burstMs) / wallMs));
  }
}
