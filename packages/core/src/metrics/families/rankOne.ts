/** The distance of the end tensor from the trajectory of a rank-one factorization (Razin et al. 2021, Theorem 2). */
import { InputError } from '../../config/errors.ts';
import { firstComponent } from '../../initialization/leadingComponent.ts';
import type { TreeNetwork } from '../../models/network.ts';
import { startingParameters } from '../../initialization/startingParameters.ts';
import { tensorProblem } from '../../problem.ts';
import { euclideanNorm } from '../../tensor/shape.ts';
import { RankOneTrajectory } from '../../initialization/rankOneTrajectory.ts';
import type { Measured, MetricFamilies } from '../family.ts';
import { fromOne } from '../formula.ts';
import { need } from '../quantities.ts';
import { requireNoPart } from '../request.ts';
import type { Snapshot } from '../snapshot.ts';

export const rankOneFamilies: MetricFamilies = {
  rank_one_distance: {
    description:
      '||W_e - W_1||_F / ||W*||_F, W_1 being nearest on the trajectory of gradient descent from component 1 alone',
    only: ['cp'],
    metricsOf(request, measured) {
      requireNoPart(request);
      const { optimizer } = measured.config;
      if (optimizer.kind !== 'sgd' || optimizer.momentum > 0) {
        throw new InputError(
          `record.metrics: expected ${request.stem} with sgd without momentum only, whose steps are equally long, ` +
            `found ${optimizer.kind}`,
        );
      }
      const distance = fromOne(need('endTensor'), distanceFrom(measured, optimizer.learningRate));
      return [{ columns: [request.stem], ...distance }];
    },
  },
};

/** All snapshots of a run share the same trajectory, which is computed once, as far as they need it. */
function distanceFrom(
  { network, config }: Measured,
  learningRate: number,
): (W: ArrayLike<number>, snapshot: Snapshot) => [number] {
  let trajectory: RankOneTrajectory | undefined;
  return (W, snapshot) => {
    const problem = tensorProblem(snapshot.problem);
    if (trajectory?.problem !== problem) {
      const start = firstComponent(startingParameters(network, config, problem), network as TreeNetwork);
      trajectory = new RankOneTrajectory(problem, config.loss, learningRate, start);
    }
    const iteration = Math.round(snapshot.flowTime / learningRate);
    const distance = trajectory.distanceTo(W, iteration);
    return [distance / euclideanNorm(problem.target)];
  };
}
