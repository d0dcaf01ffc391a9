/** The end tensor W_e as a linear map: its Frobenius norm, and what the singular values of its matricizations tell. */
import { InputError } from '../../config/errors.ts';
import { modeSetName } from '../../modeTree/modeTree.ts';
import { numelOf } from '../../tensor/shape.ts';
import {
  rankedColumns,
  scalarFamily,
  type Measured,
  type Metric,
  type MetricFamilies,
  type MetricFamily,
} from '../family.ts';
import { effectiveRank, numericalRank } from '../rank.ts';
import type { MetricRequest } from '../request.ts';

/** [[W_e]]_I, I the modes in its rows. */
interface Matricization {
  /** Of the columns, without a rank: `singular_value{1,2}`. */
  readonly name: string;
  readonly modes: readonly number[];
  readonly rows: number;
  readonly cols: number;
}

export const spectrumFamilies: MetricFamilies = {
  frobenius_norm: scalarFamily({
    description: 'Frobenius norm of the end tensor',
    needsEndTensor: true,
    value: (snapshot) => snapshot.frobeniusNorm(),
  }),
  singular_value: {
    description: 'singular values of the end matrix or of a matricization',
    metricsOf: (request, measured) => [singularValueMetric(matricizationOf(request, measured), measured.top)],
  },
  effective_rank: spectralFamily('exp of the entropy of the normalized singular values', effectiveRank),
  rank: spectralFamily("singular values above float32's rounding of the largest", (sigma, { rows, cols }) =>
    numericalRank(sigma, Math.max(rows, cols)),
  ),
};

function singularValueMetric({ name, modes, rows, cols }: Matricization, top: number): Metric {
  const count = Math.min(top, rows, cols);
  return {
    columns: rankedColumns(name, count),
    needsEndTensor: true,
    compute: (snapshot) => snapshot.singularValues(modes).subarray(0, count),
  };
}

/** One number from all singular values, descending. */
function spectralFamily(
  description: string,
  value: (singularValues: Float64Array, shape: Matricization) => number,
): MetricFamily {
  return {
    description,
    metricsOf(request, measured) {
      const shape = matricizationOf(request, measured);
      return [
        {
          columns: [shape.name],
          needsEndTensor: true,
          compute: (snapshot) => [value(snapshot.singularValues(shape.modes), shape)],
        },
      ];
    },
  };
}

/**
 * The matricization that a request names; without modes an end matrix itself.
 * @throws InputError
 */
function matricizationOf(request: MetricRequest, { network: { dims } }: Measured): Matricization {
  const { text, stem } = request;
  const modes = request.modes ?? (dims.length === 2 ? [1] : undefined);
  const isProper =
    modes !== undefined &&
    modes.length < dims.length &&
    modes.every((m, i) => m >= 1 && m <= dims.length && modes.indexOf(m) === i);
  if (!isProper) {
    throw new InputError(
      `record.metrics: expected modes of a matricization, some but not all of 1..${dims.length}, such as '${stem}{1}', ` +
        `found '${text}'`,
    );
  }
  const rows = numelOf(modes.map((mode) => dims[mode - 1]!));
  const name = request.modes === undefined ? stem : `${stem}${modeSetName(modes)}`;
  return { name, modes, rows, cols: numelOf(dims) / rows };
}
