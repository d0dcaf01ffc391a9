/** The cells that a part has: combinations of its axes' values, without the axes and cells that conditions rule out. */
import {
  expectedOneOf,
  getPath,
  InputError,
  nearestName,
  pathHint,
  type InputProblem,
} from '@ranksweep/core';
import { Condition, typeOf, type TypesOf, type Value, type ValueType } from '@ranksweep/expression';
import { configPaths, distinctKinds, kindPaths, withSettings } from '../configPaths.ts';
import { cellsOf, configAt, type Axes, type Cell, type Grid } from './cells.ts';

/** A grid, and the configuration in which its axes replace values. */
export interface PartGrid extends Grid {
  readonly base: object;
}

/** What `partCells` finds. */
export interface PartCells {
  readonly cells: readonly Cell[];
  /** How many others `exclude` leaves out. */
  readonly excluded: number;
}

/** @throws InputError for what is no condition; see `conditionProblems` for names and types */
export function partCells(part: PartGrid): PartCells {
  const all = withoutUnmet(part);
  const conditions = (part.exclude ?? []).map(conditionOf);
  if (conditions.length === 0) return { cells: all, excluded: 0 };
  const cells = all.filter((cell) => {
    const valueOf = valuesAt(part.base, cell);
    return !conditions.some((condition) => condition.holds(valueOf));
  });
  return { cells, excluded: all.length - cells.length };
}

/** Every cell without the axes whose condition does not hold there. Cells that are then equal count once. */
function withoutUnmet(part: PartGrid): Cell[] {
  const all = cellsOf(part);
  const conditions = [...conditionalAxes(part)];
  if (conditions.length === 0) return all;
  const cells = all.map((cell) => {
    const kept: Record<string, Cell[string]> = { ...cell };
    for (const [axis, condition] of conditions) {
      if (!condition.holds(valuesAt(part.base, kept))) delete kept[axis];
    }
    return kept;
  });
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}

/** What names stand for in a cell: keys of its configuration. */
export function valuesAt(base: object, cell: Cell): (name: string) => Value | undefined {
  let config: object | undefined;
  return (name) => {
    if (Object.hasOwn(cell, name)) return cell[name];
    config ??= configAt(base, cell);
    return getPath(config, name) as Value | undefined;
  };
}

const known = new Map<string, Condition>();

/** Expanding a definition asks for each of them several times. */
export function conditionOf(text: string): Condition {
  const condition = known.get(text) ?? new Condition(text);
  known.set(text, condition);
  return condition;
}

/**
 * Axes that only some cells have, each after those that its condition names.
 * @throws InputError if the conditions of some name each other in a circle
 */
export function conditionalAxes({ when = {} }: Grid): Map<string, Condition> {
  const ordered = new Map<string, Condition>();
  const visit = (axis: string, above: readonly string[]): void => {
    if (above.includes(axis)) {
      const circle = [...above.slice(above.indexOf(axis)), axis];
      throw new InputError(`expected axes that depend on others, found a circle: ${circle.join(', ')}`);
    }
    if (ordered.has(axis)) return;
    const condition = conditionOf(when[axis]!);
    for (const name of condition.names) if (Object.hasOwn(when, name)) visit(name, [...above, axis]);
    ordered.set(axis, condition);
  };
  for (const axis of Object.keys(when)) visit(axis, []);
  return ordered;
}

/** What is wrong with a part's conditions: with their form, their names, or the types of these. */
export function conditionProblems(part: PartGrid): InputProblem[] {
  const { when = {}, exclude = [] } = part;
  const names = Object.keys(when).length + exclude.length === 0 ? [] : [...conditionNames(part)];
  const problems = [
    ...Object.entries(when).map(([axis, text]) => ({
      path: ['when', axis],
      text: problemOf(part, text, names),
    })),
    ...exclude.map((text, i) => ({ path: ['exclude', i], text: problemOf(part, text, names) })),
  ].flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
  if (problems.length > 0) return problems;
  const circle = messageOf(() => conditionalAxes(part));
  return circle === undefined ? [] : [{ path: ['when'], text: circle }];
}

function problemOf(part: PartGrid, text: string, names: readonly string[]): string | undefined {
  return messageOf(() => {
    const condition = conditionOf(text);
    const unknown = condition.names.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new InputError(unknownName(unknown, names));
    condition.check(typesIn(part));
    requireKinds(condition);
  });
}

/** A kind that there is not holds nowhere. One that only this part does not have may be that of an axis that words have set. */
function requireKinds({ comparedTexts }: Condition): void {
  const paths = kindPaths();
  for (const [name, text] of comparedTexts) {
    const kinds = paths.get(name);
    if (kinds === undefined || kinds.includes(text)) continue;
    throw new InputError(`${name}: ${expectedOneOf(text, kinds)}`);
  }
}

function unknownName(name: string, names: readonly string[]): string {
  const isWord = !name.includes('.') && nearestName(name, names) === undefined;
  const quotes = isWord ? `; a string is written in quotes: '${name}'` : '';
  return `expected names of axes and keys, found ${name}${quotes || pathHint(name, names)}`;
}

function messageOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** The types of keys whose values are known: of axes, and of what the base says. */
const typesIn =
  ({ base, axes, when = {} }: PartGrid): TypesOf =>
  (name) => {
    const own = getPath(base, name) as Value | undefined;
    if (!Object.hasOwn(axes, name)) return own === undefined ? undefined : new Set([typeOf(own)]);
    const types = new Set<ValueType>(axes[name]!.map(typeOf));
    return Object.hasOwn(when, name) ? types.add(typeOf(own)) : types;
  };

/** What conditions of a part may name: its axes, and every key that one of its cells may have, but for the seed. */
export function conditionNames(part: PartGrid): Set<string> {
  const names = new Set([...Object.keys(part.axes), ...keysOfPart(part)]);
  names.delete('seed');
  return names;
}

/** Every key that one of a part's cells may have. A kind that varies adds keys that the base does not have. */
export function keysOfPart({ base, axes }: PartGrid): Set<string> {
  const kinds = cellsOf({ axes: kindAxes(axes) });
  return new Set([...configPaths(base), ...kinds.flatMap((cell) => configPaths(configAt(base, cell)))]);
}

/**
 * Keys of the base with any one of its kinds in the place of another. An axis that a condition leaves out of every cell may be of a
 * kind that words have ruled out: `optimizer.momentum`, where `optimizer.kind=adam` has taken the place of an axis.
 */
export function keysOfOtherKinds(base: object): Set<string> {
  const others = [...kindPaths()].flatMap(([path, kinds]) =>
    kinds.map((kind) => withSettings(base, [[path, kind]])),
  );
  return new Set(others.flatMap(configPaths));
}

function kindAxes(axes: Axes): Axes {
  const paths = kindPaths();
  const kinds = Object.entries(axes).filter(([axis]) => paths.has(axis));
  return Object.fromEntries(kinds.map(([axis, values]) => [axis, distinctKinds(axis, values)]));
}
