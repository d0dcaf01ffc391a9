/** What tells configurations apart. */

/** A configuration by its paths. */
export type Leaves = ReadonlyMap<string, unknown>;

/**
 * `init.std=0.1 seed=0` of each: the paths at which they are not all the same. Empty where they are all the same.
 * @param first paths that come before the others: what was varied on purpose
 */
export function differences(configurations: readonly Leaves[], first: readonly string[]): string[] {
  const paths = [...new Set(configurations.flatMap((leaves) => [...leaves.keys()]))];
  const differing = paths
    .filter((path) => new Set(configurations.map((leaves) => JSON.stringify(leaves.get(path)))).size > 1)
    .map((path) => ({ path, place: placeOf(path, first) }))
    .toSorted((a, b) => a.place - b.place);
  return configurations.map((leaves) =>
    differing
      .filter(({ path }) => leaves.has(path))
      .map(({ path }) => `${path}=${valueText(leaves.get(path))}`)
      .join(' '),
  );
}

/** How long a run goes on and what is kept of it tells least of its curve. */
function placeOf(path: string, first: readonly string[]): number {
  if (first.includes(path)) return 0;
  if (path === 'seed') return 1;
  return /^(stop|record)\./.test(path) ? 3 : 2;
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
