/** Keeps what a function has found: a sweep's many runs differ in few of the keys that its result depends on. */

/** More would be forgotten all at once; sweeps have fewer. */
const MOST_REMEMBERED = 1000;

/** @param keyOf all of the argument that the result depends on */
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
