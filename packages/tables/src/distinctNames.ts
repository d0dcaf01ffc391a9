/** Names of columns that tell one from another. */

/**
 * A name that has come before gets a number behind a colon, as SQLite names such columns of its own: a, a:1, a:2.
 * Readers of JSON keep the last of equal keys, and many readers of CSV the last of equal columns.
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
