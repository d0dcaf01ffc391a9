/**
 * How much of the suite an engine gets. On a GPU that the processor plays, every dispatch takes about a millisecond, so engines on
 * GPUs get a part of the cases; kernels are the same for all shapes.
 */
import type { Workload } from '@ranksweep/core';
import { createEngine } from '../../src/index.ts';
import { gpuEngines } from '../vulkan.ts';

const SHARE = 5;
const isOnGpu = (engine: string): boolean => gpuEngines.includes(engine);

/** How often to repeat something. */
export const times = (engine: string, count: number): number =>
  isOnGpu(engine) ? Math.max(1, Math.ceil(count / SHARE)) : count;

/** Which of many cases to try: every `step`-th of them on GPUs. */
export const casesFor = <Case>(engine: string, cases: readonly Case[], step: number): Case[] =>
  cases.filter((_, i) => !isOnGpu(engine) || i % step === 0);

/** The same of workloads, without those that the engine does not take. */
export const workloadsFor = <Case extends readonly [name: string, ...unknown[], workload: Workload]>(
  engine: string,
  cases: readonly Case[],
  step: number,
): Case[] => casesFor(engine, cases.filter((one) => isTaken(engine, one.at(-1) as Workload)), step); // prettier-ignore

export const isTaken = (engine: string, example: Workload): boolean =>
  createEngine(engine).supports({ example, cohort: 1 }) === undefined;
