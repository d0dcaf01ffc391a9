/** Reports work that may take long before the first run of a sweep is computed, or after the last. */

/**
 * Called repeatedly during a phase, often inside loops. It receives what is being done, such as `checking cells`, and how many of
 * how many are done. The total is 1 if it is unknown.
 */
export type PhaseObserver = (phase: string, done: number, all: number) => void;

/** A loop of many short steps reports its progress only once in this many steps. */
const TELL_EVERY = 256;

/**
 * Yields the values, and reports how many of them were taken.
 * @param phase what is done with them: `hashing runs`
 */
export function* withProgress<Value>(
  phase: string,
  values: readonly Value[],
  observer: PhaseObserver | undefined,
): Generator<Value> {
  for (let at = 0; at < values.length; at++) {
    if (at % TELL_EVERY === 0) observer?.(phase, at, values.length);
    yield values[at]!;
  }
  observer?.(phase, values.length, values.length);
}
