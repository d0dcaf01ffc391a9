/** Remembers a function's results. A sweep's many runs differ in few of the keys that a result depends on. */

/** The most results. When there are more, all are forgotten at once; sweeps have fewer. */
const MOST_REMEMBERED = 1000;

/** @param keyOf returns everything in the argument that the result depends on */
export function remembered<Argument, Result>(
  keyOf: (argument: Argument) => unknown,
  find: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new Map<string, Result>();
  return (argument) => {
    const key = JSON.stringify(keyOf(argument));
    if (known.has(key)) return known.get(key)!;
    const result = find(argument);
    if (known.size === MOST_REMEMBERED) known.clear();
    known.set(key, result);
    return result;
  };
}
