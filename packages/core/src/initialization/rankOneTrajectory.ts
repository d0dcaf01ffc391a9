/**
 * Gradient descent on a CP factorization with one component, in float64, for as many steps as are requested. A larger
 * factorization with a leading component provably follows it, shifted in time (Razin et al. 2021, Theorem 2).
 */
import type { LossConfig } from '../factorization/schema.ts';
import { endTensorGradient, tensorPredictions } from '../reference/objective.ts';
import type { CompletionProblem, SensingProblem } from '../problem.ts';
import { unravel } from '../tensor/shape.ts';

/** w^1, ..., w^N. */
type Vectors = readonly Float64Array[];

export class RankOneTrajectory {
  readonly problem: CompletionProblem | SensingProblem;
  readonly #loss: LossConfig;
  readonly #learningRate: number;
  /** Tensors by iteration. */
  readonly #vectors: Vectors[];

  /** @param start vectors at iteration 0 */
  constructor(
    problem: CompletionProblem | SensingProblem,
    loss: LossConfig,
    learningRate: number,
    start: Vectors,
  ) {
    this.problem = problem;
    this.#loss = loss;
    this.#learningRate = learningRate;
    this.#vectors = [start];
  }

  /**
   * The least ||W - W_1(t)||_F over iterations t up to twice the guess. The search goes downhill from the guess, in steps that
   * double while the distance falls. Far from the trajectory, the distance might fall for ever.
   * @param W row-major
   */
  distanceTo(W: ArrayLike<number>, guess: number): number {
    let nearest = guess;
    let least = this.#squaredDistance(W, guess);
    for (const direction of [1, -1]) {
      for (let step = 1; step >= 1;) {
        const t = nearest + direction * step;
        const distance = t < 0 || t > 2 * guess ? Infinity : this.#squaredDistance(W, t);
        if (distance < least) {
          [nearest, least] = [t, distance];
          step *= 2;
        } else step = Math.floor(step / 2);
      }
    }
    return Math.sqrt(least);
  }

  #squaredDistance(W: ArrayLike<number>, t: number): number {
    return outerProduct(this.#at(t)).reduce((sum, value, i) => {
      const difference = W[i]! - value;
      return sum + difference * difference;
    }, 0);
  }

  #at(t: number): Vectors {
    while (this.#vectors.length <= t) this.#vectors.push(this.#stepFrom(this.#vectors.at(-1)!));
    return this.#vectors[t]!;
  }

  #stepFrom(vectors: Vectors): Vectors {
    const { problem } = this;
    const W = outerProduct(vectors);
    const r = tensorPredictions(problem, W).map((value, k) => value - problem.y[k]!);
    const gradient = endTensorGradient(problem, this.#loss, r);
    const next = vectors.map((w) => w.slice());
    const index = problem.dims.map(() => 0);
    gradient.forEach((dLdW, position) => {
      if (dLdW === 0) return;
      unravel(position, problem.dims, index);
      next.forEach((w, n) => {
        const others = vectors.reduce((product, v, m) => (m === n ? product : product * v[index[m]!]!), 1);
        w[index[n]!]! -= this.#learningRate * dLdW * others;
      });
    });
    return next;
  }
}

/** w^1 (x) ... (x) w^N, row-major. */
const outerProduct = (vectors: Vectors): Float64Array =>
  vectors.reduce((tensor, w) => {
    const product = new Float64Array(tensor.length * w.length);
    tensor.forEach((t, i) => w.forEach((x, j) => (product[i * w.length + j] = t * x)));
    return product;
  }, Float64Array.of(1));
