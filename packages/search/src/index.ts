export { searchSource } from './sources/searchSource.ts';
export {
  compareSearches,
  quartiles,
  type BestSoFar,
  type Comparison,
  type Contender,
  type Standing,
} from './simulate/comparison.ts';
export { readGrid } from './simulate/storedGrid.ts';
