/**
 * A balanced initialization of CP in which one component leads: the condition of the theorem that the end tensor then follows
 * the trajectory of a rank-one factorization (Razin et al. 2021, Theorem 2). Its vectors must be longer than all others by
 *
 *     (||grad L(0)|| / <-grad L(0), a>)^(1/(N-2)),
 *
 * a being the component divided by its norm and L(0) the objective at W_e = 0.
 */
import type { LossConfig } from '../factorization/schema.ts';
import { exactExp, exactLog } from '../random/exactMath.ts';
import { endTensor } from '../reference/network.ts';
import { endTensorGradient } from '../reference/objective.ts';
import type { CompletionProblem, SensingProblem } from '../problem.ts';
import { euclideanNorm } from '../tensor/shape.ts';
import { cpNetwork } from '../models/cp/network.ts';
import type { TreeNetwork } from '../models/network.ts';

/**
 * Scales component 1 in place so that it leads the others by `lead` times that factor. If the component would shrink instead of
 * growing, the sign of its first vector changes.
 * @param matrices of a CP network with N >= 3, all columns of one norm
 */
export function makeFirstComponentLead(
  matrices: readonly Float32Array[],
  network: TreeNetwork,
  problem: CompletionProblem | SensingProblem,
  loss: LossConfig,
  lead: number,
): void {
  const N = network.dims.length;
  const atZero = endTensorGradient(
    problem,
    loss,
    Float64Array.from(problem.y, (y) => -y),
  );
  const component = endTensor(rankOneNetwork(network.dims), firstComponent(matrices, network));
  const descent = -component.reduce((sum, value, i) => sum + value * atZero[i]!, 0);
  const cosine = Math.abs(descent) / (euclideanNorm(component) * euclideanNorm(atZero));
  const factor = lead * exactExp(-exactLog(cosine) / (N - 2));
  matrices.forEach((matrix, n) => {
    const { rows, cols } = network.parameters[n]!;
    const signed = n === 0 && descent < 0 ? -factor : factor;
    for (let i = 0; i < rows; i++) matrix[i * cols] = signed * matrix[i * cols]!;
  });
}

/** CP with one component. */
const rankOneNetwork = (dims: readonly number[]): TreeNetwork =>
  cpNetwork({ kind: 'cp', components: 1, linearOutput: false }, dims);

/** w_1^1, ..., w_1^N. */
export const firstComponent = (matrices: readonly Float32Array[], network: TreeNetwork): Float64Array[] =>
  matrices.map((matrix, n) => {
    const { rows, cols } = network.parameters[n]!;
    return Float64Array.from({ length: rows }, (_, i) => matrix[i * cols]!);
  });
