/** Turns a value of any origin into a sweep definition whose every cell is a valid run configuration. */
import { checkSchema, either, formatPath, ownValue, pathHint, shown, throwProblems } from '@ranksweep/core';
import type { Checked, InputProblem, PathKey } from '@ranksweep/core';
import { hasOwnName, isShortcut, topKeys } from '../configPaths.ts';
import { checkRunConfig } from '../validation.ts';
import { outcomeProblems } from './boundary/problems.ts';
import { definitionSchema, definitionWalk } from './baseOfKinds.ts';
import { cellCount, configAt, MOST_CELLS } from './cells.ts';
import type { Cell } from './cells.ts';
import { figureProblems } from './figureValidation.ts';
import { conditionProblems, keysOfOtherKinds, keysOfPart, partCells } from './partCells.ts';
import type { SearchSpec, SweepDefinition, SweepPart, SweepPreset } from './schema.ts';
import {
  exampleCells,
  gridOfBounds,
  objectiveProblems,
  placedInSearch,
  searchConditionProblems,
} from './search/problems.ts';
import { isSearchable } from './search/schema.ts';

export { parseFigure } from './figureValidation.ts';

/**
 * Fills in defaults. Cells are checked only if the definition passes its schema.
 * @param walk of the schema whose keys messages name
 */
export function checkDefinition(value: unknown, walk = definitionWalk()): Checked<SweepDefinition> {
  const checked = checkSchema(definitionSchema, walk, value, { siblings: 'key' });
  if (!checked.ok)
    return { ok: false, problems: checked.problems.map((problem) => besideAxes(problem, value)) };
  const { presets, figure } = checked.value;
  const tooMany = cellProblems(presets);
  if (tooMany.length > 0) return { ok: false, problems: tooMany };
  const problems = [
    ...emptyProblem(presets, ['presets'], 'preset'),
    ...Object.entries(presets).flatMap(([name, preset]) => presetProblems(preset, ['presets', name])),
    ...(figure === undefined ? [] : figureProblems(figure, presets)),
  ];
  if (problems.length === 0) return checked;
  return {
    ok: false,
    problems: integersOnce(
      problems.map((problem) => placedAsWritten(problem, value)),
      value,
    ),
  };
}

/** Bounds of numbers where integers are meant are one mistake, however many numbers between them have been tried. */
function integersOnce(problems: readonly InputProblem[], value: unknown): InputProblem[] {
  const told = problems.map((problem): InputProblem => {
    const [, expected] = /^(expected an integer.*), found /s.exec(problem.text) ?? [];
    const written = problem.path.reduce(ownValue, value);
    const [from, to] = ['from', 'to'].map((key) => ownValue(written, key));
    if (expected === undefined || typeof from !== 'number' || typeof to !== 'number') return problem;
    if (ownValue(written, 'integer') === true || ownValue(written, 'kind') === 'integer') return problem;
    const add = problem.path.includes('random') ? 'kind: integer in place of its kind' : 'integer: true';
    return { ...problem, text: `${expected}, found any number from ${from} to ${to}: say ${add}` };
  });
  return [...new Map(told.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** The base is a whole configuration, although it is natural to leave out what axes set anyway. */
function besideAxes({ path, text }: InputProblem, value: unknown): InputProblem {
  const at = path.indexOf('base');
  const key = formatPath(path.slice(at + 1));
  if (at < 0 || !text.startsWith('missing')) return { path, text };
  const part = path.slice(0, at).reduce(ownValue, value);
  const axes = AXES.flatMap((groups) => Object.keys(groups.reduce(ownValue, part) ?? {}));
  const set = axes.find((axis) => axis === key || axis.startsWith(`${key}.`));
  if (set === undefined) return { path, text };
  return { path, text: `${text} (the base needs a value of ${set}, though an axis sets it)` };
}

/** Where a part has axes. */
const AXES = [['axes'], ['random', 'axes'], ['search', 'space']];

/** The values of a random axis join the others once drawn. A problem with them is reported at the random axis. */
function placedAsWritten(problem: InputProblem, value: unknown): InputProblem {
  const at = problem.path.indexOf('axes');
  const axis = problem.path[at + 1];
  if (at < 0 || axis === undefined) return problem;
  const part = problem.path.slice(0, at).reduce(ownValue, value);
  if (ownValue(ownValue(ownValue(part, 'random'), 'axes'), axis) === undefined) return problem;
  return { ...problem, path: problem.path.toSpliced(at, 0, 'random') };
}

/**
 * @param where what `value` is, a file for example, named at the beginning of every line of the message
 * @throws InputError with one line a problem: path, what was expected, what was found
 */
export function parseDefinition(value: unknown, where: string): SweepDefinition {
  const checked = checkDefinition(value);
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}

function cellProblems(presets: SweepDefinition['presets']): InputProblem[] {
  const parts = Object.entries(presets).flatMap(([preset, { parts: own }]) =>
    Object.entries(own).map(([part, grid]) => ({
      path: ['presets', preset, 'parts', part, 'axes'],
      cells: cellCount(grid),
    })),
  );
  const large = parts.filter(({ cells }) => cells > MOST_CELLS);
  if (large.length > 0) {
    return large.map(({ path, cells }) => ({
      path,
      text: `expected at most ${MOST_CELLS} cells, found ${cells}`,
    }));
  }
  const all = parts.reduce((sum, { cells }) => sum + cells, 0);
  if (all <= MOST_CELLS) return [];
  return [{ path: ['presets'], text: `expected at most ${MOST_CELLS} cells of all parts, found ${all}` }];
}

function presetProblems(preset: SweepPreset, path: readonly PathKey[]): InputProblem[] {
  const parts = [...path, 'parts'];
  const configKeys = topKeys();
  return [
    ...emptyProblem(preset.parts, parts, 'part'),
    ...Object.entries(preset.parts).flatMap(([name, part]) => [
      // `init.std=1` on the command line would be ambiguous.
      ...(configKeys.includes(name)
        ? [
            {
              path: [...parts, name],
              text: `expected a name other than ${either(configKeys)}, found ${shown(name)}`,
            },
          ]
        : []),
      ...partProblems(part, [...parts, name]),
    ]),
  ];
}

function emptyProblem(record: object, path: readonly PathKey[], noun: string): InputProblem[] {
  return Object.keys(record).length > 0 ? [] : [{ path, text: `expected at least one ${noun}, found none` }];
}

function partProblems(part: SweepPart, path: readonly PathKey[]): InputProblem[] {
  if (part.search !== undefined) return searchedPartProblems(part, part.search, path);
  const unknown = [...axisPathProblems(part, path), ...placedIn(path, conditionProblems(part))];
  if (unknown.length > 0) return unknown;
  const { cells, excluded } = partCells(part);
  if (cells.length === 0) {
    return [
      {
        path: [...path, 'exclude'],
        text: `expected cells that are left, found that all ${excluded} are excluded`,
      },
    ];
  }
  const problems = configProblems(part.base, cells, path);
  if (part.boundary === undefined || problems.length > 0) return problems;
  const checked = checkRunConfig({ ...configAt(part.base, cells[0]!), seed: 0 });
  if (!checked.ok) return [];
  return placedIn(path, outcomeProblems(checked.value, part.boundary));
}

/** Problems of a group of keys, told from the definition's root. */
const placedIn = (group: readonly PathKey[], problems: readonly InputProblem[]): InputProblem[] =>
  problems.map(({ path, text }) => ({ path: [...group, ...path], text }));

/**
 * One mistake may appear in many cells. It is reported once, for the first of them; or for none where all of several have it, but for those
 * whose axes have problems of their own, which hide it.
 */
function configProblems(
  base: SweepPart['base'],
  cells: readonly Cell[],
  path: readonly PathKey[],
): InputProblem[] {
  const found = cells.flatMap((cell) => {
    const checked = checkRunConfig(configAt(base, cell), { siblings: 'key' });
    return checked.ok ? [] : checked.problems.map((problem) => ({ problem, cell }));
  });
  const ofAxes = new Set(
    found.flatMap(({ problem, cell }) => (axisOf(problem, cell) === undefined ? [] : [cell])),
  );
  return [...Map.groupBy(found, ({ problem }) => JSON.stringify(problem)).values()].map((alike) => {
    const { problem, cell } = alike[0]!;
    const having = new Set([...ofAxes, ...alike.map((one) => one.cell)]);
    return atCell(problem, cell, {
      part: path,
      isEverywhere: cells.length > 1 && having.size === cells.length,
    });
  });
}

function searchedPartProblems(
  { base, ...part }: SweepPart,
  search: SearchSpec,
  path: readonly PathKey[],
): InputProblem[] {
  const placed = (problem: InputProblem): InputProblem => ({
    ...problem,
    path: [...path, ...placedInSearch(problem.path)],
  });
  const bounds = { ...part, ...gridOfBounds(base, search), base };
  const unknown = [
    ...axisPathProblems(bounds, []).map(placed),
    ...fixedPathProblems(search).map(placed),
    ...placedIn(path, searchConditionProblems(base, search)),
  ];
  if (unknown.length > 0) return unknown;
  const cells = exampleCells(base, search);
  if (cells.length === 0) {
    return [{ path: [...path, 'search', 'constraints'], text: 'expected points that meet them, found none' }];
  }
  const problems = configProblems(base, cells, []).map(placed);
  if (problems.length > 0) return problems;
  const checked = checkRunConfig({ ...configAt(base, cells[0]!), seed: 0 });
  if (!checked.ok) return [];
  return placedIn(path, objectiveProblems(checked.value, search));
}

const fixedPathProblems = ({ space }: SearchSpec): InputProblem[] =>
  Object.keys(space)
    .filter((axis) => !isSearchable(axis))
    .map((axis) => ({
      path: ['axes', axis],
      text: 'expected a key that a run depends on from its beginning, found one that says when it ends or what is recorded',
    }));

function axisPathProblems(part: SweepPart, path: readonly PathKey[]): InputProblem[] {
  const valid = keysOfPart(part);
  return Object.keys(part.axes).flatMap((axis) => {
    const at = [...path, 'axes', axis];
    if (axis === 'seed')
      return [
        { path: at, text: "expected no seed, which is no axis; list seeds under the preset's `seeds`" },
      ];
    if (valid.has(axis) || isShortcut(axis, part.base) || hasOwnName(axis, part.base)) return [];
    // Cells that do have it are checked one by one.
    if (part.when?.[axis] !== undefined && keysOfOtherKinds(part.base).has(axis)) return [];
    return [
      {
        path: at,
        text: unknownAxis(
          axis,
          [...valid].filter((known) => known !== 'seed'),
        ),
      },
    ];
  });
}

function unknownAxis(axis: string, valid: readonly string[]): string {
  const inside = valid.filter((path) => path.startsWith(`${axis}.`));
  return inside.length > 0
    ? `expected a key, found a group of keys; its keys are ${inside.join(', ')}`
    : `unknown key${pathHint(axis, valid)}`;
}

/** The axis that sets the key of a problem, if any. */
function axisOf({ path }: InputProblem, cell: Cell): string | undefined {
  const full = formatPath(path);
  return Object.keys(cell).find((axis) => full === axis || full.startsWith(`${axis}[`));
}

/** A problem of the configuration in a cell. It is reported at the axis that sets the key, or else at the base. */
function atCell(
  problem: InputProblem,
  cell: Cell,
  { part, isEverywhere }: { readonly part: readonly PathKey[]; readonly isEverywhere: boolean },
): InputProblem {
  const axis = axisOf(problem, cell);
  if (axis !== undefined) return { path: [...part, 'axes', axis], text: problem.text };
  const note = isEverywhere ? '' : cellNote(cell);
  return { path: [...part, 'base', ...problem.path], text: `${problem.text}${note}` };
}

/** ` (where init.std = 0.1)`, or nothing for the only cell. */
export function cellNote(cell: Cell): string {
  const settings = Object.entries(cell).map(([path, value]) => `${path} = ${shown(value)}`);
  return settings.length === 0 ? '' : ` (where ${settings.join(', ')})`;
}
