/** The grid of a part: the product of its axes, of which some may move together. */
import { withSettings } from '../configPaths.ts';
import type { AxisValue } from './axisValue.ts';

/** Cells of one part, and of all that a definition has: more would take longer to check than anyone waits. */
export const MOST_CELLS = 100_000;

/** Axis path -> its values, in the order in which they are tried. */
export type Axes = Readonly<Record<string, readonly AxisValue[]>>;
/** One point of the grid: axis path -> value. */
export type Cell = Readonly<Record<string, AxisValue>>;

/** What varies in a part, as it is stored: random axes have been drawn. */
export interface Grid {
  readonly axes: Axes;
  /** Groups of axes that move together: their first values make one point, their second ones the next. */
  readonly zip?: readonly (readonly string[])[] | undefined;
  /** Axes that only some cells have, each with the condition on the others; see `partCells`. */
  readonly when?: Readonly<Record<string, string>> | undefined;
  /** Conditions on cells that are left out. */
  readonly exclude?: readonly string[] | undefined;
  /** Axes of which not every value is tried, whatever came of the others. */
  readonly skip?: Readonly<Record<string, SkipRule>> | undefined;
}

/** Which values of an axis are not tried once one of them has failed, or succeeded. */
export const skipRules = ['larger-after-failure', 'smaller-after-failure', 'rest-after-success'] as const;
/** One of `skipRules`. */
export type SkipRule = (typeof skipRules)[number];

/** Combinations of values, whatever conditions and exclusions leave of them. */
export const cellCount = (grid: Grid): number =>
  dimensionsOf(grid).reduce((product, points) => product * points.length, 1);

/** All combinations of values, the first axis varying slowest; one empty cell where there are no axes. */
export function cellsOf(grid: Grid): Cell[] {
  return dimensionsOf(grid).reduce<Cell[]>(
    (cells, points) => cells.flatMap((cell) => points.map((point) => ({ ...cell, ...point }))),
    [{}],
  );
}

/** The axes that vary independently of the others, each alone or with those that it is zipped with. A zip stands where its first axis does. */
export function dimensionNames({ axes, zip = [] }: Grid): string[][] {
  const paths = Object.keys(axes);
  return paths.flatMap((path) => {
    const group = zip.find((names) => names.includes(path));
    if (group === undefined) return [[path]];
    return path === paths.find((name) => group.includes(name)) ? [[...group]] : [];
  });
}

const dimensionsOf = (grid: Grid): Cell[][] =>
  dimensionNames(grid).map((names) => {
    const [path] = names as [string];
    return names.length > 1
      ? zippedPoints(names, grid.axes)
      : grid.axes[path]!.map((value) => ({ [path]: value }));
  });

/** A point that comes twice counts once. */
function zippedPoints(group: readonly string[], axes: Axes): Cell[] {
  const points = axes[group[0]!]!.map((_, i): Cell =>
    Object.fromEntries(group.map((path) => [path, axes[path]![i]!])),
  );
  return [...new Map(points.map((point) => [JSON.stringify(point), point])).values()];
}

/** Without some axes: what was zipped with them alone moves by itself. */
export function withoutAxes(grid: Grid, paths: readonly string[]): Grid {
  const { axes, zip = [], when, exclude, skip } = withFreeAxes(grid, paths);
  return {
    axes: withoutKeys(axes, paths),
    ...zipOf(zip),
    ...rulesOf({ when: withoutKeys(when, paths), exclude, skip: withoutKeys(skip, paths) }),
  };
}

/** What a grid says beside its axes' values. No key where nothing is said, as in `zipOf`. */
export function rulesOf({
  when,
  exclude,
  skip,
}: Omit<Grid, 'axes'>): Pick<Grid, 'when' | 'exclude' | 'skip'> {
  const isSaid = ([, said]: [string, object | undefined]): boolean =>
    said !== undefined && Object.keys(said).length > 0;
  return Object.fromEntries(Object.entries({ when, exclude, skip }).filter(isSaid));
}

const withoutKeys = <Said>(
  said: Readonly<Record<string, Said>> = {},
  keys: readonly string[],
): Record<string, Said> => Object.fromEntries(Object.entries(said).filter(([key]) => !keys.includes(key)));

/** With some axes moving by themselves. Those that this leaves alone do so too, with each of their values once. */
export function withFreeAxes({ axes, zip = [], ...grid }: Grid, paths: readonly string[]): Grid {
  const kept = unzipped(zip, paths);
  const isLeft = (path: string): boolean =>
    zip.some((group) => group.includes(path)) && !kept.some((group) => group.includes(path));
  const values = Object.entries(axes).map(([path, all]) => [path, isLeft(path) ? distinctValues(all) : all]);
  return { axes: Object.fromEntries(values) as Axes, ...zipOf(kept), ...rulesOf(grid) };
}

/** Each value once, in the order in which they come first. */
export const distinctValues = (values: readonly AxisValue[]): AxisValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** Groups without some axes; one that is left alone is no group. */
export const unzipped = (zip: NonNullable<Grid['zip']>, paths: readonly string[]): string[][] =>
  zip.map((group) => group.filter((path) => !paths.includes(path))).filter((group) => group.length > 1);

/** No key where there are no groups: sweeps without any keep the hash that they have always had. */
export const zipOf = (zip: readonly (readonly string[])[]): { zip?: string[][] } =>
  zip.length === 0 ? {} : { zip: zip.map((group) => [...group]) };

/** The configuration at a cell. */
export function configAt<T extends object>(base: T, cell: Cell): T {
  return withSettings(base, Object.entries(cell));
}
