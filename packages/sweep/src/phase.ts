/** What is told of work that may take long before a run of a sweep is computed, or after the last. */

/**
 * Told again and again while a phase goes on: what is done, such as `checking cells`, and how many of how many; of 1 where
 * nobody can tell. It is called often, in the midst of loops.
 */
export type PhaseObserver = (phase: string, done: number, all: number) => void;

/** Calls of an observer in a loop of many short steps. */
const TELL_EVERY = 256;

/** The values, each told of as it is taken. */
export function* told<Value>(
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
