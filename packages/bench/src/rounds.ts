/** Timing on a machine that others use too. The sides take turns, and the median over rounds of their ratio counts. */
import { median } from '@ranksweep/core';

/** Runs a contestant for so many of its units, iterations or epochs, and resolves with the time it took. */
export type Timed = (units: number) => Promise<number>;

export interface Rounds {
  readonly count: number;
  /** Of one contestant in one round. */
  readonly burstMs: number;
}

/** A contestant of which one unit takes so many bursts has a turn in the first rounds only, so that it does not take minutes. */
const SLOW_BURSTS = 10;
const SLOW_ROUNDS = 3;

/** Milliseconds per unit, `[contestant][round]`. Every contestant has one turn in each round; slow ones leave out the last rounds. */
export async function takeTurns(contestants: readonly Timed[], rounds: Rounds): Promise<number[][]> {
  const turns: { readonly contestant: Timed; readonly units: number; readonly rounds: number }[] = [];
  for (const contestant of contestants) {
    const { units, unitMs } = await burstOf(contestant, rounds.burstMs);
    turns.push({ contestant, units, rounds: roundsOf(unitMs, rounds) });
  }
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds.count; round++) {
    for (const [c, turn] of turns.entries()) {
      if (round < turn.rounds) times[c]!.push((await turn.contestant(turn.units)) / turn.units);
    }
  }
  return times;
}

/** About how long `takeTurns` takes, the warming up included, for contestants of which a unit takes so long. */
export const expectedMs = (unitMs: readonly number[], rounds: Rounds): number =>
  unitMs.reduce((sum, ms) => sum + (1 + roundsOf(ms, rounds)) * Math.max(ms, rounds.burstMs), 0);

const roundsOf = (unitMs: number, { count, burstMs }: Rounds): number =>
  unitMs > SLOW_BURSTS * burstMs ? Math.min(SLOW_ROUNDS, count) : count;

export interface Ratio {
  readonly median: number;
  /** Half of the rounds were between these. */
  readonly quartiles: readonly [lower: number, upper: number];
}

/** `over / under`, compared within the rounds in which both had a turn. */
export function ratioOf(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.slice(0, under.length).map((value, round) => value / under[round]!);
  const sorted = ratios.toSorted((a, b) => a - b);
  return { median: median(ratios), quartiles: [quantile(sorted, 1 / 4), quantile(sorted, 3 / 4)] };
}

/** Between two neighbours of an ascending list in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}

/** Units that take about `burstMs`, found by doubling, which warms the contestant up as well. */
async function burstOf(contestant: Timed, burstMs: number): Promise<{ units: number; unitMs: number }> {
  for (let units = 1; ; units *= 2) {
    const wallMs = await contestant(units);
    if (wallMs < burstMs / 2) continue;
    return { units: Math.max(1, Math.round((units * burstMs) / wallMs)), unitMs: wallMs / units };
  }
}
