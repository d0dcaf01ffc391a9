/** One side at ascending sizes of its cohort. */
import { median } from '@ranksweep/core';
import { takeTurns, type Rounds } from '../rounds.ts';
import type { SideProcess } from '../side.ts';
import { compareLosses, type Expected } from './expectedLosses.ts';

/** Peers record or compile so many updates as a whole. */
const UPDATES_AS_A_WHOLE = 50;

export interface Measuring {
  /** Ascending. */
  readonly sizes: readonly number[];
  readonly expected: Expected;
  /** By the plan's count, of one run. */
  readonly flopsPerIteration: number;
  readonly rounds: Rounds;
  /** Whether the side tells digests of its runs, which must not depend on the size of the cohort. */
  readonly tellsDigests: boolean;
  /** Called before each size. */
  readonly onSize: (cohort: number) => void;
  /** Whether another size may begin. */
  readonly hasTime: () => boolean;
}

export interface CohortSpeed {
  /** With its version, such as `torch 2.11.0`. */
  readonly framework: string;
  /** The name of what it was computed on. */
  readonly device: string;
  /** Of all runs of the cohort together. */
  readonly msPerIteration: number;
  /** Iterations times runs. */
  readonly runIterationsPerSecond: number;
  /** By the plan's count, whatever the side computes. */
  readonly gigaflops: number;
  /** The largest relative difference from the losses of single runs on a CPU. */
  readonly lossDifference: number;
  /** Of our own side: whether the first run has the bits that it has alone, and so have those that repeat it. */
  readonly hasBitsOfOneAlone?: boolean;
}

export interface SizeOutcome {
  readonly cohort: number;
  readonly measured?: CohortSpeed;
  /** Why it was not measured. */
  readonly failed?: string;
}

/** A side that fails at a size is not tried at larger ones. */
export async function measureSide(
  start: () => Promise<SideProcess>,
  measuring: Measuring,
): Promise<SizeOutcome[]> {
  const outcomes: SizeOutcome[] = [];
  let side: SideProcess | undefined;
  let alone: string | undefined;
  try {
    for (const cohort of measuring.sizes) {
      if (!measuring.hasTime()) {
        outcomes.push({ cohort, failed: 'no time was left' });
        break;
      }
      measuring.onSize(cohort);
      try {
        side ??= await start();
        if (measuring.tellsDigests) alone ??= await digestAlone(side, measuring.expected);
        outcomes.push({ cohort, measured: await measureSize(side, cohort, alone, measuring) });
      } catch (error) {
        outcomes.push({ cohort, failed: (error as Error).message });
        break;
      }
    }
  } finally {
    await side?.close();
  }
  return outcomes;
}

async function digestAlone(side: SideProcess, expected: Expected): Promise<string> {
  await side.fill(1);
  await compareLosses(side, expected);
  return (await side.digests())[0]!;
}

async function measureSize(
  side: SideProcess,
  cohort: number,
  alone: string | undefined,
  { expected, flopsPerIteration, rounds }: Measuring,
): Promise<CohortSpeed> {
  await side.fill(cohort);
  const lossDifference = await compareLosses(side, expected);
  const bits =
    alone === undefined
      ? {}
      : { hasBitsOfOneAlone: (await side.digests()).every((digest) => digest === alone) };
  const msPerIteration = await iterationMs(side, rounds);
  const runIterationsPerSecond = (1000 * cohort) / msPerIteration;
  return {
    framework: side.framework,
    device: side.device ?? '',
    msPerIteration,
    runIterationsPerSecond,
    gigaflops: (flopsPerIteration * runIterationsPerSecond) / 1e9,
    lossDifference,
    ...bits,
  };
}

/** Of a filled cohort: the median over the rounds. */
export async function iterationMs(side: SideProcess, rounds: Rounds): Promise<number> {
  const advance = async (iterations: number): Promise<number> => (await side.advance({ iterations })).wallMs;
  await advance(1); // Peers record or compile a single update now.
  const isSlow = (await advance(1)) * UPDATES_AS_A_WHOLE > rounds.burstMs;
  const updates = isSlow ? 1 : UPDATES_AS_A_WHOLE;
  if (!isSlow) await advance(updates);
  const [ms] = await takeTurns([(times) => advance(times * updates)], rounds);
  return median(ms!) / updates;
}
