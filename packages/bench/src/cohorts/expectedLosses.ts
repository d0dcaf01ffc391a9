/** What the losses of a cohort have to be, whoever computes it: those that the members have on a CPU. */
import { createEngine } from '@ranksweep/engine';
import type { SideProcess } from '../side.ts';
import type { BenchWorkload } from '../workloads.ts';
import { MEMBERS } from './members.ts';
import { startCohorts } from './startCohorts.ts';

/** Updates after which losses are compared: they have changed by a hundredth or more, and rounding cannot have grown yet. */
const COMPARED_AFTER = 10;

/** Relative; float32 rounding alone gives a hundredth of it. */
const LARGEST_DIFFERENCE = 1e-4;

export interface Expected {
  /** Of each member. */
  readonly losses: readonly number[];
}

/** By the engine wasm. */
export async function expectedLosses(workload: BenchWorkload, mostMs: number): Promise<Expected> {
  const engine = 'wasm';
  const [device] = await createEngine(engine).devices();
  const side = await startCohorts(workload, { engine, device: device!, mostMs });
  try {
    await side.fill(MEMBERS);
    await side.advance({ iterations: COMPARED_AFTER });
    return { losses: await side.losses() };
  } finally {
    await side.close();
  }
}

/**
 * Makes the first updates of a cohort that was just filled.
 * @returns the largest relative difference of a loss from the expected one
 * @throws Error where one differs by more than rounding explains
 */
export async function compareLosses(side: SideProcess, { losses }: Expected): Promise<number> {
  await side.advance({ iterations: COMPARED_AFTER });
  const differences = (await side.losses()).map((loss, run) => {
    const expected = losses[run % losses.length]!;
    return Math.abs(loss - expected) / Math.abs(expected);
  });
  const largest = Math.max(...differences);
  if (largest <= LARGEST_DIFFERENCE) return largest;
  const run = differences.findIndex((difference) => !(difference <= LARGEST_DIFFERENCE));
  throw new Error(
    `expected the losses of single runs on a CPU after ${COMPARED_AFTER} updates, found one that differs by ${differences[run]!.toExponential(0)}, of run ${run + 1}`,
  );
}
