/** Whoever imports this package has the source of searches. */
import { registerSource } from '@ranksweep/sweep';
import { SEARCH } from '@ranksweep/sweep/defaults';
import { searchSource } from './sources/searchSource.ts';

registerSource(SEARCH, searchSource);

export {
  searchStanding,
  type NextTrial,
  type RankedTrial,
  type RungStanding,
  type SearchStanding,
} from './study/standing.ts';
export { Study } from './study/study.ts';
export type { AskedTrial } from './study/suggestions.ts';
export { axisOf, type AnalysedAxis } from './analysis/axis.ts';
export { bestFirst, improvementsOf } from './analysis/bestSoFar.ts';
export {
  FEWEST_POINTS,
  forestOf,
  importanceOf,
  type AnalysedForest,
  type Importance,
} from './analysis/importance.ts';
export { paretoFront } from './analysis/pareto.ts';
export { surfaceOf } from './analysis/surface.ts';
export {
  asLoss,
  type AnalysedPoint,
  type AnalysisTable,
  type Objective,
  type PlaceValue,
} from './analysis/table.ts';
export {
  compareSearches,
  quartiles,
  type BestSoFar,
  type Comparison,
  type Contender,
  type Standing,
} from './simulate/comparison.ts';
export { promotedTrial, prunedTrials, type PrunedTrial } from './promote.ts';
export { readGrid } from './simulate/storedGrid.ts';
export { foundBoundaries, type FoundBoundary } from './boundary/foundBoundaries.ts';
