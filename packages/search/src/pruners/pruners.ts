/** The pruners. Successive halving: Karnin et al. 2013, Jamieson and Talwalkar 2016. The median rule: Golovin et al. 2017. */
import type { PrunerSpec } from '@ranksweep/kinds';
import { quantileOfSorted } from '../quantile.ts';
import type { Ladder } from './ladder.ts';
import { Promotions } from './promotions.ts';
import type { Pruner } from './pruner.ts';
import { Rungs } from './rungs.ts';

export interface LadderOptions {
  /** 1 if the metric is minimized, else -1: a loss times this is the metric's value. */
  readonly sign: 1 | -1;
  /** How many rungs there are. */
  readonly rungs: number;
  /** The most trials that there will be. */
  readonly trials: number;
}

export const ladderOf = (spec: PrunerSpec, { sign, rungs, trials }: LadderOptions): Ladder =>
  spec.kind === 'asha'
    ? new Promotions(spec.factor, rungs, trials)
    : new Rungs(prunerOf(spec, sign), rungs, trials);

function prunerOf(spec: Exclude<PrunerSpec, { readonly kind: 'asha' }>, sign: 1 | -1): Pruner {
  switch (spec.kind) {
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
