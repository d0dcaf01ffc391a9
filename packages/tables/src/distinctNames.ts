/** Makes the names of columns distinct. */

/**
 * A repeated name gets a colon and a number, as SQLite does itself: a, a:1, a:2. JSON readers keep the last of equal keys, and
 * many CSV readers the last of equal columns.
 */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 1; seen.has(distinct) || (distinct !== name && taken.has(distinct)); number++) {
      distinct = `${name}:${number}`;
    }
    seen.add(distinct);
    return distinct;
  });
}
