/**
 * The pruners. Successive halving: Karnin et al. 2013, Jamieson and Talwalkar 2016. Without waiting for a bracket: ASHA, Li et al. 2020, of
 * which this is the variant that stops trials, and compares each with those before it, here by their numbers. The median rule: Golovin
 * et al. 2017.
 */
import type { PrunerSpec } from '@ranksweep/kinds';
import { quantileOfSorted } from '../quantile.ts';
import type { Pruner } from './pruner.ts';

/** @param sign 1 if the metric is minimized, else -1: a loss times this is the metric's value */
export function prunerOf(spec: PrunerSpec, sign: 1 | -1): Pruner {
  switch (spec.kind) {
    case 'asha':
      return { scope: 'earlier', goesOn: amongBest(spec.factor) };
    case 'halving':
      return { scope: { bracket: spec.bracket }, goesOn: amongBest(spec.factor) };
    case 'median':
      return { scope: 'earlier', goesOn: withinQuantile(0.5, spec.startup) };
    case 'percentile':
      return { scope: 'earlier', goesOn: withinQuantile(spec.share, spec.startup) };
    case 'threshold': {
      const { above = Infinity, below = -Infinity } = spec;
      const isWithin = (value: number): boolean => value <= above && value >= below;
      return { scope: 'itself', goesOn: (loss) => Number.isFinite(loss) && isWithin(sign * loss) };
    }
  }
}

/** One in `factor` goes on, and one at least. */
const amongBest =
  (factor: number): Pruner['goesOn'] =>
  (loss, place, { length }) =>
    Number.isFinite(loss) && place < Math.max(1, Math.floor(length / factor));

/** No worse than the quantile of the trials before it, once there are so many. */
const withinQuantile =
  (share: number, startup: number): Pruner['goesOn'] =>
  (loss, place, losses) => {
    if (!Number.isFinite(loss)) return false;
    if (losses.length - 1 < startup) return true;
    return loss <= quantileOfSorted((i) => losses[i < place ? i : i + 1]!, losses.length - 1, share);
  };
