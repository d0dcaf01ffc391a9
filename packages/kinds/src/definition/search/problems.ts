/** What is wrong with the search of a part: with names, with conditions, or with configurations that it could suggest. */
import type { InputProblem, PathKey, RunConfig } from '@ranksweep/core';
import { allNames, metricsOf, recordsWhatever } from '../../metricNames.ts';
import { conditionProblems, type PartGrid } from '../partCells.ts';
import { recordingOf } from '../recordedPanel.ts';
import { GridPoints } from './gridPoints.ts';
import { measureProblem } from './measure.ts';
import type { SearchInput } from './schema.ts';
import { boundsOfSpace, conditionsOf, examplePoints, SearchSpace, type SearchPoint } from './space.ts';
import type { Cell } from '../cells.ts';

/** A part's search as a grid with the bounds of its axes, which have the names and the types of all values. */
export const gridOfBounds = (base: object, { space, constraints = [] }: SearchInput): PartGrid => ({
  base,
  axes: boundsOfSpace(space),
  when: conditionsOf(space),
  exclude: constraints,
});

/** Problems with conditions, at the keys of the search that they are written under. */
export const searchConditionProblems = (base: object, search: SearchInput): InputProblem[] =>
  conditionProblems(gridOfBounds(base, search)).map(({ path, text }) => ({
    path: placedInSearch(path),
    text,
  }));

/** Where a problem of a part's grid stands in its search. */
export function placedInSearch([key, name, ...rest]: readonly PathKey[]): PathKey[] {
  switch (key) {
    case 'axes':
      return ['search', 'space', name!, ...rest];
    case 'when':
      return name === undefined ? ['search', 'space'] : ['search', 'space', name, 'when'];
    case 'exclude':
      return name === undefined ? ['search', 'constraints'] : ['search', 'constraints', name];
    default:
      return [key, name, ...rest].filter((one) => one !== undefined);
  }
}

/** What is wrong with the metrics that a search looks at, where a run of it does not record them. */
export function objectiveProblems(config: RunConfig, search: SearchInput): InputProblem[] {
  const { minimize, maximize, pruner } = search;
  const metric = (minimize ?? maximize)!;
  if (recordingOf(config, { metric, form: 'one' }) !== 'recorded') {
    const path = ['search', minimize === undefined ? 'maximize' : 'minimize'];
    const problem = measureProblem(metric, config, allNames(metricsOf(config)));
    if (problem !== undefined) return [{ path, text: `expected a metric that its runs record, ${problem}` }];
  }
  if (pruner === undefined || recordsWhatever(config)) return [];
  const compared = pruner.metric ?? metric;
  const { atSnapshots } = metricsOf(config);
  const problem = measureProblem(compared, config, atSnapshots, 'they have');
  if (problem === undefined) return [];
  const text = `expected a metric that its runs record at snapshots, ${problem}`;
  return [{ path: ['search', 'pruner', 'metric'], text }];
}

/** Cells that stand for all that a search may suggest. */
export function exampleCells(base: object, search: SearchInput): Cell[] {
  const space = new SearchSpace({ base, search });
  const points = examplePoints(space);
  if (points.length === 0 && search.sampler === 'grid')
    return firstOfGrid(space, search).map(({ cell }) => cell);
  return points.map(({ cell }) => cell);
}

/** A grid has points where few draws would meet its constraints, or none. */
function firstOfGrid(space: SearchSpace, { space: axes }: SearchInput): SearchPoint[] {
  const grid = new GridPoints(space, axes);
  const found: SearchPoint[] = [];
  for (let i = 0; i < grid.length && i < MOST_TRIED && found.length < ENOUGH_EXAMPLES; i++) {
    const point = space.pointAt(grid.at(i));
    if (space.isAllowed(point.cell)) found.push(point);
  }
  return found;
}

const MOST_TRIED = 1_000_000;
const ENOUGH_EXAMPLES = 32;
