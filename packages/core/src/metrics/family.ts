/** Families of metrics, and the two simple ways to make a metric: one value, or the largest of several. */
import type { TaskConfig, TasklessConfig } from '../factorization/schema.ts';
import type { ModelKind } from '../models/schema.ts';
import type { Network } from '../models/network.ts';
import type { Formula } from './formula.ts';
import { topValues } from '../tensor/norms.ts';
import { requireNoPart, type MetricRequest } from './request.ts';

/** One or more columns that are computed together, with a value for each. */
export interface Metric extends Formula<ArrayLike<number>> {
  readonly columns: readonly string[];
  /** Whether it takes so long that it is measured only when a run ends. Default: false. */
  readonly isAtEnd?: boolean;
}

/** A configuration, as far as its metrics depend on it. */
export interface MeasuredConfig extends TasklessConfig {
  /** Left out: the target is a tensor. */
  readonly task?: Pick<TaskConfig, 'kind'> & { readonly test?: number | undefined };
}

export const isOfSamples = ({ task }: MeasuredConfig): boolean => task?.kind === 'samples';

/** The configuration and network that metrics are made for. */
export interface Measured {
  readonly network: Network;
  readonly config: MeasuredConfig;
  /** How many values of a ranked metric are kept. */
  readonly top: number;
}

/** All metrics of one stem. */
export interface MetricFamily {
  readonly description: string;
  /** Model kinds that have it; default: all. */
  readonly only?: readonly ModelKind[];
  /** Whether only runs on samples have it. */
  readonly isOfSamplesOnly?: true;
  /** Whether the columns are ranked by another metric's values. Its own values need not fall from rank to rank then. */
  readonly borrowsRanks?: true;
  /** @throws InputError if the network does not have the requested part */
  metricsOf(request: MetricRequest, measured: Measured): Metric[];
}

/** Families by stem. */
export type MetricFamilies = Readonly<Record<string, MetricFamily>>;

/** A family of one metric with one value, of the whole network. */
export function scalarFamily(
  options: Pick<MetricFamily, 'description' | 'only'> & {
    /** Default: false. */
    readonly isAtEnd?: boolean;
    readonly formula: (measured: Measured) => Formula<number>;
  },
): MetricFamily {
  const { isAtEnd = false, formula, ...family } = options;
  return {
    ...family,
    metricsOf(request, measured) {
      requireNoPart(request);
      const { needs, compute } = formula(measured);
      return [{ columns: [request.stem], isAtEnd, needs, compute: (snapshot) => [compute(snapshot)] }];
    },
  };
}

/** The `top` largest of `available` values, as `stem_1`, `stem_2`, ... */
export function rankedMetric(
  stem: string,
  values: Formula<Float64Array>,
  { top, available }: { readonly top: number; readonly available: number },
): Metric {
  const count = Math.min(top, available);
  return {
    columns: rankedColumns(stem, count),
    needs: values.needs,
    compute: (snapshot) => topValues(values.compute(snapshot), count),
  };
}

export const rankedColumns = (stem: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${stem}_${k + 1}`);
