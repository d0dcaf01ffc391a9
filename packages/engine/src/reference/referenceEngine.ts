/** The float64 reference as an engine: a thin adapter over core's functions, the oracle of all others. */
import { parameterCount, slotCount, type Workload } from '@ranksweep/core';
import { cohortKey } from '../cohortKey.ts';
import { cpuDevice } from '../cpuDevice.ts';
import type { Engine } from '../engine.ts';
import { computedInTurn } from '../inTurn.ts';
import { ReferenceRun } from './referenceRun.ts';

export function referenceEngine(): Engine {
  return {
    name: 'reference',
    arithmetic: 'f64',
    precision: 'float64',
    devices: async () => [cpuDevice()],
    supports: () => undefined,
    cohortKey,
    capacity: ({ example }, { memoryBytes }) => Math.floor(memoryBytes / runBytes(example)),
    compile: async ({ cohort }) => computedInTurn(cohort, (member) => new ReferenceRun(member)),
  };
}

/** Memory for the parameters, their gradients and the optimizer's state, and for predictions, residuals and their derivatives. */
const runBytes = ({ network, problem, config }: Workload): number =>
  8 * (parameterCount(network) * (2 + slotCount(config.optimizer)) + 3 * problem.y.length);
