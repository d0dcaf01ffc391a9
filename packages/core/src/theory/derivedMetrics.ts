/**
 * Metrics that the theory derives from a trajectory. They need all of it, because only the end shows when a component began to
 * count and when it had risen. A rank stands for the component that has it at that time. If two components change places their
 * norms are equal, and the law of the k-th largest continues.
 */
import type { FactorizationConfig } from '../factorization/schema.ts';
import type { Series } from '../events/detectEvents.ts';
import { SIGNIFICANT_SHARE } from '../events/significance.ts';
import type { Network } from '../models/network.ts';
import { modelOf } from '../models/models.ts';
import { rankedName } from '../metrics/request.ts';
import {
  measuredExponent,
  predictedNorms,
  shareWithinBounds,
  type ComponentGrowth,
} from './componentGrowth.ts';
import { growthExponent } from './growthLaw.ts';
import { recordsTheory } from './recordsTheory.ts';

/** For every ranked value of a norm, by the prefix of its name. All but the first have a single value, at the end. */
const PER_COMPONENT: Readonly<Record<string, string>> = {
  predicted: 'the law of growth, integrated from the measured gamma',
  growth_exponent: 'measured exponent of the growth up to the half-rise',
  growth_exponent_error: 'of the exponent: scatter, steps, distance of snapshots and imbalance',
  growth_within_bounds:
    'share of the growth up to the half-rise that kept to the bounds for unbalanced components',
};
const PER_NORM: Readonly<Record<string, string>> = {
  theoretical_exponent: 'exponent of the growth by the theory, 2 - 2/L',
};
const DRIFT = 'unbalancedness_drift';

/** Names of the metrics that `derivedMetrics` may return for a run that records `recorded`. */
export function derivedNames(
  config: FactorizationConfig,
  network: Network,
  recorded: readonly string[],
): string[] {
  if (!recordsTheory(config)) return [];
  const perNorm = modelOf(config.model.kind)
    .trackedNorms(network)
    .flatMap(({ stem }) => {
      const ranked = recorded.filter((name) => rankedName(name)?.stem === stem);
      return [
        ...Object.keys(PER_NORM).map((prefix) => `${prefix}_${stem}`),
        ...Object.keys(PER_COMPONENT).flatMap((prefix) => ranked.map((name) => `${prefix}_${name}`)),
      ];
    });
  return [...perNorm, DRIFT];
}

/** The meaning of a metric of `derivedNames`; undefined for others. */
export function meaningOfDerived(name: string): string | undefined {
  if (name === DRIFT) return 'largest change of the unbalancedness since iteration 0';
  const meanings = Object.entries({ ...PER_COMPONENT, ...PER_NORM });
  const [, meaning] = meanings.findLast(([prefix]) => name.startsWith(`${prefix}_`)) ?? [];
  return meaning;
}

/**
 * Derives the metrics.
 * @param series everything that was recorded since iteration 0
 * @returns one series for each of `derivedNames`; empty if the trajectory does not determine it
 */
export function derivedMetrics(
  config: FactorizationConfig,
  network: Network,
  series: readonly Series[],
): Series[] {
  const names = derivedNames(
    config,
    network,
    series.map(({ metric }) => metric),
  );
  if (names.length === 0) return [];
  const known = new Map(derive(config, network, series).map((one) => [one.metric, one]));
  return names.map((metric) => known.get(metric) ?? { metric, iterations: [], values: [] });
}

function derive(config: FactorizationConfig, network: Network, series: readonly Series[]): Series[] {
  const valuesOf = new Map(series.map(({ metric, values }) => [metric, values]));
  const { iterations, values: t } = series.find(({ metric }) => metric === 'flow_time')!;
  const unbalancedness = valuesOf.get('unbalancedness')!;
  // This is for neighbouring factors. The first and the last may differ L - 1 times as much.
  const chainEpsilon = (L: number): number[] => Array.from(unbalancedness, (value) => (L - 1) * value);
  const atEnd = (metric: string, value: number | undefined): Series[] =>
    value === undefined ? [] : [{ metric, iterations: [lastOf(iterations)], values: [value] }];

  const ofComponent = (L: number, name: string): Series[] => {
    const own = valuesOf.get(`unbalancedness_${name}`);
    const growth: ComponentGrowth = {
      L,
      iterations,
      t,
      s: valuesOf.get(name)!,
      gamma: valuesOf.get(`gamma_${name}`)!,
      epsilon: own ?? chainEpsilon(L),
      hasOwnVectors: own !== undefined,
    };
    const fit = measuredExponent(growth);
    return [
      { metric: `predicted_${name}`, ...predictedNorms(growth) },
      ...atEnd(`growth_exponent_${name}`, fit?.exponent),
      ...atEnd(`growth_exponent_error_${name}`, fit?.error),
      ...atEnd(`growth_within_bounds_${name}`, own && shareWithinBounds(growth)),
    ];
  };
  const ofNorms = modelOf(config.model.kind)
    .trackedNorms(network)
    .flatMap(({ stem, L }) => [
      ...atEnd(`theoretical_exponent_${stem}`, growthExponent(L)),
      ...significant(series, stem).flatMap((name) => ofComponent(L, name)),
    ]);
  return [...ofNorms, ...atEnd(DRIFT, largestChange(unbalancedness))];
}

/** The values of a ranked metric that end above 5 % of the largest. */
function significant(series: readonly Series[], stem: string): string[] {
  const ranked = series.filter(({ metric }) => rankedName(metric)?.stem === stem);
  const largest = Math.max(...ranked.map(({ values }) => lastOf(values)));
  return ranked
    .filter(({ values }) => lastOf(values) > 0 && lastOf(values) >= SIGNIFICANT_SHARE * largest)
    .map(({ metric }) => metric);
}

const lastOf = (values: ArrayLike<number>): number => values[values.length - 1]!;

const largestChange = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value - values[0]!)), 0);
