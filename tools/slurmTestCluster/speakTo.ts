/** For a `beforeAll`: commands of Slurm that this process starts speak to a cluster, until the function that it returns is called. */
import { vi } from 'vitest';
import type { TestCluster } from './cluster.ts';

export function speakTo({ environment }: TestCluster): () => void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return () => void vi.unstubAllEnvs();
}
