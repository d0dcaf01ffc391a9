export * from './alternatives.ts';
export * from './configPaths.ts';
export { sweepFileWalk } from './definition/baseOfKinds.ts';
export * from './definition/cells.ts';
export { defineSweep, type SweepFile } from './definition/defineSweep.ts';
export { editorSchema } from './definition/editorSchema.ts';
export { unequalProblem } from './definition/grid.ts';
export { drawValues, parseDistribution, type Distribution } from './definition/random.ts';
export { conditionNames, conditionProblems, partCells, type PartGrid } from './definition/partCells.ts';
export * from './definition/schema.ts';
export * from './definition/recordedPanel.ts';
export { axisPaths, runNamer, type NamedRun } from './definition/runNames.ts';
export { linesOf, type BoundedPart, type Line } from './definition/boundary/lines.ts';
export { boundaryKeyProblems, ITERATIONS, outcomeProblems } from './definition/boundary/problems.ts';
export { GridPoints } from './definition/search/gridPoints.ts';
export { exampleCells, objectiveProblems, searchConditionProblems } from './definition/search/problems.ts';
export { Measure, measureProblem, type Measured } from './definition/search/measure.ts';
export {
  prunerNames,
  prunerOfName,
  rungsOf,
  rungsOfRun,
  type PrunerSpec,
} from './definition/search/prunerSchema.ts';
export { SearchSpace, type Dimension, type SearchPoint } from './definition/search/space.ts';
export { readSpecAxes, specAxes } from './definition/specAxes.ts';
export * from './definition/validation.ts';
export * from './epochs.ts';
export { iterationCost, quickIterationCost } from './iterationCost.ts';
export * from './laneKinds.ts';
export * from './metricNames.ts';
export { kindOf, likenessOf, namesUnknownKind, registerKind, runKinds } from './registry.ts';
export * from './trajectoryHash.ts';
export * from './validation.ts';
export type { RecordedNames, RunKind } from '@ranksweep/run';
