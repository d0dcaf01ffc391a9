/** The end tensor W_e as a linear map: its Frobenius norm, and metrics of the singular values of its matricizations. */
import {
  rankedColumns,
  scalarFamily,
  type Metric,
  type MetricFamilies,
  type MetricFamily,
} from '../family.ts';
import { matricizationsOf, type Matricization } from '../matricizations.ts';
import { fromOne } from '../formula.ts';
import { need } from '../quantities.ts';
import { effectiveRank, numericalRank } from '../rank.ts';

export const spectrumFamilies: MetricFamilies = {
  frobenius_norm: scalarFamily({
    description: 'Frobenius norm of the end tensor',
    formula: () => fromOne(need('frobeniusNorm'), (norm) => norm),
  }),
  singular_value: {
    description: 'singular values of the end matrix or of a matricization',
    metricsOf: (request, measured) =>
      matricizationsOf(request, measured).map((shape) => singularValueMetric(shape, measured.top)),
  },
  effective_rank: spectralFamily('exp of the entropy of the normalized singular values', effectiveRank),
  rank: spectralFamily("singular values above float32's rounding of the largest", (sigma, { rows, cols }) =>
    numericalRank(sigma, Math.max(rows, cols)),
  ),
  nuclear_norm: spectralFamily('sum of the singular values', (sigma) =>
    sigma.reduce((sum, value) => sum + value, 0),
  ),
};

function singularValueMetric({ name, modes, rows, cols }: Matricization, top: number): Metric {
  const count = Math.min(top, rows, cols);
  const largest = fromOne(need('singularValues', modes), (sigma) => sigma.subarray(0, count));
  return { columns: rankedColumns(name, count), ...largest };
}

/** A metric with one number, from all singular values in descending order. */
function spectralFamily(
  description: string,
  value: (singularValues: Float64Array, shape: Matricization) => number,
): MetricFamily {
  return {
    description,
    metricsOf: (request, measured) =>
      matricizationsOf(request, measured).map((shape) => ({
        columns: [shape.name],
        ...fromOne(need('singularValues', shape.modes), (sigma) => [value(sigma, shape)]),
      })),
  };
}
