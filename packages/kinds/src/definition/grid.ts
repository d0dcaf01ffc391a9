/** From the axes of a part as they are written to its grid: random ones drawn, and which of them move together. */
import { hint, shown, type InputProblem } from '@ranksweep/core';
import { distinctValues, zipOf, type Axes, type Grid } from './cells.ts';
import { drawValues, type RandomSpec } from './random.ts';

/** A part as it is written. It is part of the types of exported schemas, which packing writes down. */
export interface WrittenGrid {
  readonly axes: Axes;
  readonly zip?: readonly (readonly string[])[] | undefined;
  readonly random?: RandomSpec | undefined;
  readonly when?: Grid['when'];
  readonly exclude?: string | readonly string[] | undefined;
  readonly skip?: Grid['skip'];
}

/** What each key's own schema cannot say. */
export function gridProblems({ axes, zip = [], random, when = {}, skip = {} }: WrittenGrid): InputProblem[] {
  const drawn = Object.keys(random?.axes ?? {});
  const names = [...Object.keys(axes), ...drawn];
  const twice = drawn.filter((path) => Object.hasOwn(axes, path));
  return [
    ...(random !== undefined && drawn.length === 0
      ? [{ path: ['random', 'axes'], text: 'expected at least one axis, found none' }]
      : []),
    ...twice.map((path) => ({
      path: ['random', 'axes', path],
      text: 'expected an axis that has no values under `axes`; leave one of them out',
    })),
    ...Object.entries({ when, skip }).flatMap(([key, said]) =>
      Object.keys(said)
        .filter((path) => !names.includes(path))
        .map((path) => ({
          path: [key, path],
          text: `expected an axis, found ${shown(path)}${hint(path, names, 'axes')}`,
        })),
    ),
    ...zip.flatMap((_, g) => zipProblems(axes, zip, g).map((text) => ({ path: ['zip', g], text }))),
  ];
}

function zipProblems(axes: Axes, zip: NonNullable<WrittenGrid['zip']>, g: number): string[] {
  const group = zip[g]!;
  const names = Object.keys(axes);
  const unknown = group.filter((path) => !Object.hasOwn(axes, path));
  if (unknown.length > 0) {
    return unknown.map((path) => `expected axes, found ${shown(path)}${hint(path, names, 'axes')}`);
  }
  return groupProblems(zip, g, (path) => axes[path]!.length);
}

/**
 * What is wrong with a group of axes that are to move together, all of which there are.
 * @param noun what an axis has
 */
export function groupProblems(
  zip: readonly (readonly string[])[],
  g: number,
  lengthOf: (path: string) => number,
  noun = 'values',
): string[] {
  const group = zip[g]!;
  const before = zip.slice(0, g).flat();
  const again = group.find((path, i) => before.includes(path) || group.indexOf(path) < i);
  if (again !== undefined) return [`expected each axis once, found ${again} again`];
  return unequalProblem(
    group.map((path) => [path, lengthOf(path)]),
    noun,
  );
}

/** One line where axes that are to move together have different numbers of values, else none. */
export function unequalProblem(
  counts: readonly (readonly [path: string, values: number])[],
  noun = 'values',
): string[] {
  if (new Set(counts.map(([, values]) => values)).size <= 1) return [];
  const found = counts.map(([path, values]) => `${path} has ${values}`).join(', ');
  return [`expected equally many ${noun} of axes that move together; ${found}`];
}

/**
 * A part with its random axes drawn. They are an axis each and, where there are several, one group that moves together. A point that
 * is drawn twice counts once.
 */
export function withDraws<Part extends WrittenGrid>({
  random,
  zip = [],
  axes,
  exclude,
  ...part
}: Part): Omit<Part, 'axes' | 'zip' | 'random' | 'exclude'> & Grid {
  const excluded = exclude === undefined ? {} : { exclude: [exclude].flat() };
  if (random === undefined) return { ...part, axes, ...zipOf(zip), ...excluded };
  const drawn = Object.entries(random.axes).map(
    ([path, distribution]) => [path, drawValues({ ...random, distribution }, path)] as const,
  );
  const paths = drawn.map(([path]) => path);
  const isAlone = paths.length === 1;
  const points = drawn.map(([path, values]) => [path, isAlone ? distinctValues(values) : values]);
  return {
    ...part,
    axes: { ...axes, ...(Object.fromEntries(points) as Axes) },
    ...zipOf(isAlone ? zip : [...zip, paths]),
    ...excluded,
  };
}
