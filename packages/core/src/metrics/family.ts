/** What a family of metrics is, and the two plain ways to make a metric: one value, or the largest of several. */
import type { RunConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';
import type { TasklessConfig } from '../workload.ts';
import { topValues } from './norms.ts';
import { requireNoPart, type MetricRequest } from './request.ts';
import type { Snapshot } from './snapshot.ts';

export type ModelKind = RunConfig['model']['kind'];

/** One or more columns that are computed together. */
export interface Metric {
  readonly columns: readonly string[];
  readonly needsEndTensor: boolean;
  /** Takes so long that it is measured only where a run ends. Default: false. */
  readonly isAtEnd?: boolean;
  /** One value a column. */
  compute(snapshot: Snapshot): ArrayLike<number>;
}

/** What metrics are made for. */
export interface Measured {
  readonly network: Network;
  readonly config: TasklessConfig;
  /** How many values of a ranked metric are kept. */
  readonly top: number;
}

/** All metrics of one stem. */
export interface MetricFamily {
  readonly description: string;
  /** Model kinds that have it; default: all. */
  readonly only?: readonly ModelKind[];
  /** Whether the ranks of its columns are those of another metric's values, so that it need not fall from rank to rank. */
  readonly borrowsRanks?: true;
  /** @throws InputError when the part that is asked for is none of the network's */
  metricsOf(request: MetricRequest, measured: Measured): Metric[];
}

/** Families by stem. */
export type MetricFamilies = Readonly<Record<string, MetricFamily>>;

/** A family of one metric with one value, of the whole network. */
export function scalarFamily(
  options: Pick<MetricFamily, 'description' | 'only'> & {
    /** Default: false. */
    readonly needsEndTensor?: boolean;
    /** Default: false. */
    readonly isAtEnd?: boolean;
    readonly value: (snapshot: Snapshot, measured: Measured) => number;
  },
): MetricFamily {
  const { needsEndTensor = false, isAtEnd = false, value, ...family } = options;
  return {
    ...family,
    metricsOf(request, measured) {
      requireNoPart(request);
      return [
        {
          columns: [request.stem],
          needsEndTensor,
          isAtEnd,
          compute: (snapshot) => [value(snapshot, measured)],
        },
      ];
    },
  };
}

/** The `top` largest of `available` values that the parameters alone tell, as `stem_1`, `stem_2`, ... */
export function rankedMetric(
  stem: string,
  top: number,
  available: number,
  values: (snapshot: Snapshot) => Float64Array,
): Metric {
  const count = Math.min(top, available);
  return {
    columns: rankedColumns(stem, count),
    needsEndTensor: false,
    compute: (snapshot) => topValues(values(snapshot), count),
  };
}

export const rankedColumns = (stem: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${stem}_${k + 1}`);
