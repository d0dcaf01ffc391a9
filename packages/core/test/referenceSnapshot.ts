/** Snapshots of any parameters, by the float64 reference. */
import type { LossConfig } from '../src/factorization/schema.ts';
import type { Network } from '../src/models/network.ts';
import { plainQuantities, type QuantitySource } from '../src/metrics/plainQuantities.ts';
import type { Need } from '../src/metrics/quantities.ts';
import { findAll, snapshotOf, type Moment, type Snapshot } from '../src/metrics/snapshot.ts';
import { meanLoss } from '../src/reference/loss.ts';
import { endTensor, type Parameters } from '../src/reference/network.ts';
import { endTensorGradient, lossAndGradient, predictions, residuals } from '../src/reference/objective.ts';
import type { CompletionProblem, SensingProblem } from '../src/problem.ts';

export interface Fit {
  readonly network: Network;
  readonly problem: CompletionProblem | SensingProblem;
  readonly loss: LossConfig;
  readonly parameters: Parameters;
}

/** From what the test at hand knows; nothing else may be needed. */
export function plainSnapshot(source: Moment & Partial<QuantitySource>, needs: readonly Need[]): Snapshot {
  const none = (): never => {
    throw new Error('the test does not know this');
  };
  const unknown = {
    predictions: none,
    testPredictions: none,
    parameter: none,
    gradient: none,
    endTensor: none,
    endGradient: none,
  };
  return snapshotOf(source, findAll(needs, plainQuantities({ ...unknown, ...source })));
}

export function referenceSnapshot(
  { network, problem, loss, parameters }: Fit,
  needs: readonly Need[],
): Snapshot {
  const r = residuals(problem, network, parameters);
  return plainSnapshot(
    {
      network,
      problem,
      losses: { objective: meanLoss(loss, r, problem.y), mse: meanLoss({ kind: 'mse' }, r, problem.y) },
      flowTime: 0,
      predictions: () => predictions(problem, network, parameters),
      parameter: (k) => parameters[k]!,
      gradient: (k) => lossAndGradient(problem, network, loss, parameters).gradients[k]!,
      endTensor: () => endTensor(network, parameters),
      endGradient: () => endTensorGradient(problem, loss, r),
    },
    needs,
  );
}
