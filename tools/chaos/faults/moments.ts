/** Waiting for a random moment of a process's life. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../program.ts';
import type { Scene } from './fault.ts';

const POLL_MS = 5;
/** What the program says once lanes compute. Where many runs begin at once, it says only how many are running. */
const COMPUTING = /^started |[1-9]\d* running/m;

/** Resolves after so long, or when the process has ended. @returns whether it still runs */
export async function stillRuns(program: Program, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const slept = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([slept, program.ended]);
  timer.abort();
  return !program.hasEnded();
}

/** Resolves once the process has said something that matches, or has ended. @returns whether it still runs */
export async function hasSaid(program: Program, text: RegExp): Promise<boolean> {
  while (!program.hasEnded() && !text.test(program.output())) await sleep(POLL_MS);
  return !program.hasEnded();
}

/** Resolves once its lanes compute, or it has ended. @returns whether it still runs */
export const hasBegun = (program: Program): Promise<boolean> => hasSaid(program, COMPUTING);

/** Waits for a moment at which its lanes compute. @returns whether it still runs */
export async function whileComputing(
  program: Program,
  { random, wallMs }: Pick<Scene, 'random' | 'wallMs'>,
): Promise<boolean> {
  const delayMs = 0.5 * wallMs * random.uniform();
  return (await hasBegun(program)) && stillRuns(program, delayMs);
}
