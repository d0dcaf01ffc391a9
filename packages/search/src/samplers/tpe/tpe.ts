/**
 * The tree-structured Parzen estimator: one density of the best trials so far, one of all others, and the next trial is that of some draws
 * from the first at which it exceeds the second most. Trials that are under way count among the others (a constant liar), so that those
 * that are suggested meanwhile lie elsewhere.
 */
import type { RandomStream } from '@ranksweep/core';
import type { SearchSpace, SearchSpec } from '@ranksweep/kinds';
import type { History, Sampler } from '../sampler.ts';
import { sobolSampler } from '../sobol/sobol.ts';
import { Parzen } from './parzen.ts';
import { Ranking } from './ranking.ts';
import { kernelWidths } from './widths.ts';

/** Draws from the density of the best. */
const CANDIDATES = 64;
const DEFAULT_STARTUP = 10;
/** One of so many trials is among the best, up to a number. */
const TRIALS_PER_BEST = 7;
const MOST_BEST = 25;
/** So many of the latest trials have full weight; those before them the less, the older they are. */
const FULL_WEIGHTS = 25;
/**
 * Of more trials, every second or third or so on makes the density of the others: more of them do not make it another. The more
 * dimensions, the more it takes.
 */
const OTHERS_PER_DIMENSION = 500;
const MOST_OTHERS = 2000;

export function tpeSampler(space: SearchSpace, search: SearchSpec): Sampler {
  const { startup = DEFAULT_STARTUP } = search;
  const first = sobolSampler(space, search);
  const ranking = new Ranking(space.dimensions.length);
  return {
    suggest(history, stream) {
      if (history.known < startup) return first.suggest(history, stream);
      ranking.update(history);
      return bestDraw(space, densities(space, history, ranking), stream);
    },
  };
}

interface Densities {
  readonly best: Parzen;
  readonly others: Parzen;
}

function densities(space: SearchSpace, history: History, ranking: Ranking): Densities {
  const { dimensions } = space;
  const { known, asked, coordinates } = history;
  const best = ranking.best(Math.min(Math.ceil(known / TRIALS_PER_BEST), MOST_BEST)).toSorted();
  const others = otherTrials(history, best, Math.min(MOST_OTHERS, OTHERS_PER_DIMENSION * dimensions.length));
  const parzen = (trials: Int32Array, sorted: readonly Int32Array[]): Parzen => {
    const places = new Int32Array(asked).fill(-1);
    trials.forEach((trial, place) => (places[trial] = place));
    const widths = kernelWidths({ dimensions: dimensions.length, coordinates, trials, sorted, places });
    return new Parzen({ dimensions, coordinates, trials, weights: weightsOf(trials.length), widths });
  };
  return { best: parzen(best, ranking.sortedOf(best, coordinates)), others: parzen(others, ranking.sorted) };
}

/** All that are not among the best, thinned out if they are too many; of the latest, each. */
function otherTrials({ known, asked }: History, best: Int32Array, most: number): Int32Array {
  const latest = Math.max(0, known - FULL_WEIGHTS);
  const step = Math.ceil(known / most);
  const isBest = new Set(best);
  const trials: number[] = [];
  const add = (trial: number): void => {
    if (!isBest.has(trial)) trials.push(trial);
  };
  for (let trial = 0; trial < latest; trial += step) add(trial);
  for (let trial = latest; trial < asked; trial++) add(trial);
  return Int32Array.from(trials);
}

function bestDraw(space: SearchSpace, { best, others }: Densities, stream: RandomStream): Float64Array {
  const points = Array.from({ length: CANDIDATES }, () => space.pointAt(best.draw(stream)));
  const allowed = points.filter(({ cell }) => space.isAllowed(cell)).map(({ coordinates }) => coordinates);
  const [among, beside] = [best.at(allowed), others.at(allowed)];
  let chosen = points[0]!.coordinates;
  let highest = -1;
  allowed.forEach((coordinates, i) => {
    const ratio = among[i]! / beside[i]!;
    if (ratio <= highest) return;
    chosen = coordinates;
    highest = ratio;
  });
  return chosen;
}

/** From 1 / count for the oldest up to 1. */
function weightsOf(count: number): Float64Array {
  const ramp = count - FULL_WEIGHTS;
  const weights = new Float64Array(count).fill(1);
  if (ramp === 1) weights[0] = 1 / count;
  else for (let i = 0; i < ramp; i++) weights[i] = 1 / count + (i / (ramp - 1)) * (1 - 1 / count);
  return weights;
}
