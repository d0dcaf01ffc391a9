/** Computes all quantities in float64 from a few basic ones. */
import type { Network } from '../models/network.ts';
import { targetOf, type Problem } from '../problem.ts';
import { matricization, euclideanNorm } from '../tensor/shape.ts';
import { singularValues } from '../tensor/singularValues.ts';
import {
  columnDots,
  layerImbalance,
  relativeDistance,
  squaredColumnNorms,
  squaredRowNorms,
} from '../tensor/norms.ts';
import type { Quantities } from './quantities.ts';
import { singularValueGrowth } from './singularValueGrowth.ts';

/** The basic quantities. The same one is requested repeatedly, so slow ones should be remembered. */
export interface QuantitySource extends Pick<
  Quantities,
  'predictions' | 'testPredictions' | 'parameter' | 'endTensor' | 'endGradient'
> {
  readonly network: Network;
  readonly problem: Problem;
  /** dL/dP_k, laid out like parameter matrix k. */
  gradient(k: number): ArrayLike<number>;
}

/** All quantities, each computed when it is asked for, in float64 from what the source has. */
export function plainQuantities(source: QuantitySource): Quantities {
  const { network, problem } = source;
  const endTensor = (): ArrayLike<number> => source.endTensor();
  const endGradient = (): ArrayLike<number> => source.endGradient();
  const parameter = (k: number): ArrayLike<number> => source.parameter(k);
  const shapeOf = (k: number) => network.parameters[k]!;
  return {
    predictions: () => source.predictions(),
    testPredictions: () => source.testPredictions(),
    endTensor,
    endGradient,
    parameter,
    squaredColumnNorms: (k) => squaredColumnNorms(parameter(k), shapeOf(k)),
    squaredRowNorms: (k) => squaredRowNorms(parameter(k), shapeOf(k)),
    radialDerivatives: (k) => columnDots(parameter(k), source.gradient(k), shapeOf(k)),
    layerImbalance: (j) => layerImbalance(parameter(j), shapeOf(j), parameter(j + 1), shapeOf(j + 1)),
    frobeniusNorm: () => euclideanNorm(endTensor()),
    reconstructionError: () => relativeDistance(endTensor(), targetOf(problem)),
    singularValues: (modes) => singularValues(matricization(endTensor(), network.dims, modes)),
    singularValueGrowth(modes) {
      const [W, G] = [endTensor(), endGradient()].map((of) => matricization(of, network.dims, modes));
      return singularValueGrowth(
        (h) => singularValues({ ...W!, values: W!.values.map((value, i) => value + h * G!.values[i]!) }),
        euclideanNorm(endGradient()),
      );
    },
  };
}
