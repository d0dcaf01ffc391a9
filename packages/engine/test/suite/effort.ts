/** How much of the suite an engine gets. */
import type { Workload } from '@ranksweep/core';
import { createEngine } from '../../src/index.ts';
import { engines, oneOf } from './engines.ts';

/** How often to repeat something. */
export const times = (engine: string, count: number): number => Math.ceil(count / oneOf(engine));

/** How many random shapes to try. A GPU that the processor plays compiles kernels of its own for each. */
export const shapes = (engine: string, count: number): number =>
  oneOf(engine) > 1 && createEngine(engine).drivesGpus ? times(engine, count / 2) : times(engine, count);

/** Of an engine that gets one of five cases every `step`-th, of others accordingly; each has cases of its own. */
export function casesFor<Case>(engine: string, cases: readonly Case[], step: number): Case[] {
  const share = oneOf(engine);
  if (share === 1) return [...cases];
  const every = Math.min(Math.ceil((step * share) / 5), cases.length);
  return cases.filter((_, i) => i % every === engines.indexOf(engine) % every);
}

/** The same of workloads, without those that the engine does not take. */
export const workloadsFor = <Case extends readonly [name: string, ...unknown[], workload: Workload]>(
  engine: string,
  cases: readonly Case[],
  step: number,
): Case[] => casesFor(engine, cases.filter((one) => isTaken(engine, one.at(-1) as Workload)), step); // prettier-ignore

export const isTaken = (engine: string, example: Workload): boolean =>
  createEngine(engine).supports({ example, cohort: 1 }) === undefined;
