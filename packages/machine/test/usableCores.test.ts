import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { usableCores } from '../src/usableCores.ts';

it('is what Slurm has given, and no more than there is', () => {
  expect(usableCores({})).toBe(availableParallelism());
  expect(usableCores({ SLURM_CPUS_PER_TASK: '1' })).toBe(1);
  expect(usableCores({ SLURM_CPUS_ON_NODE: '1' })).toBe(1);
  expect(usableCores({ SLURM_CPUS_PER_TASK: '1', SLURM_CPUS_ON_NODE: '64' })).toBe(1);
  expect(usableCores({ SLURM_CPUS_PER_TASK: '100000' })).toBe(availableParallelism());
  expect(usableCores({ SLURM_CPUS_PER_TASK: 'many' })).toBe(availableParallelism());
});
