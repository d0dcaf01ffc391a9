/** A chain plan as instructions: W_1 W_2 ... W_L from the left. */
import type { Layout } from '../layout.ts';
import type { Evaluator, ParameterFields } from './evaluator.ts';
import { product, transposedLeft, transposedRight } from './products.ts';

export function chainEvaluator(layout: Layout, { values: W, gradients: dW }: ParameterFields): Evaluator {
  const { rows } = W[0]!;
  // products[l] = W_1 ... W_(l+1), and d objective / d products[l]; the first are W_1 and its gradient.
  const products = W.map((one, l) => (l === 0 ? one : layout.matrix(rows, one.cols)));
  const deltas = dW.map((one, l) => (l === 0 ? one : layout.matrix(rows, one.cols)));
  const after = W.map((_, l) => l).slice(1);
  return {
    values: products.at(-1)!,
    valueGradients: deltas.at(-1)!,
    forward: after.map((l) => product(products[l - 1]!, W[l]!, products[l]!)),
    backward: after
      .toReversed()
      .flatMap((l) => [
        transposedLeft(products[l - 1]!, deltas[l]!, dW[l]!),
        transposedRight(deltas[l]!, W[l]!, deltas[l - 1]!),
      ]),
  };
}
