/** How many cores this process may use. */
import { availableParallelism } from 'node:os';

/**
 * What the operating system allows, and what Slurm has given to the job that this process belongs to: not every cluster has its nodes
 * enforce that.
 */
export function usableCores(environment: NodeJS.ProcessEnv = process.env): number {
  const given = Number(environment.SLURM_CPUS_PER_TASK ?? environment.SLURM_CPUS_ON_NODE);
  const cores = availableParallelism();
  return Number.isSafeInteger(given) && given > 0 ? Math.min(given, cores) : cores;
}
