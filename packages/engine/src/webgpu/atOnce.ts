/** How many iterations are submitted together: enough that the host is not waited for, and no more than takes a moment. */

interface Work {
  /** Multiplications of an iteration of one member. */
  readonly work: number;
  readonly members: number;
  /** Words that the host writes for an iteration of one member. */
  readonly tableWords: number;
  readonly isEmulated: boolean;
}

const MOST_ITERATIONS = 1024;
const MOST_TABLE_WORDS = 2 ** 22;

/**
 * Multiplications that take less than a second: by all members together where the processor plays the GPU, otherwise by each, since
 * they are computed side by side.
 */
const OF_EMULATED = 2 ** 24;
const OF_MEMBER = 2 ** 30;

export function iterationsAtOnce({ work, members, tableWords, isEmulated }: Work): number {
  const inTime = isEmulated ? OF_EMULATED / (work * members) : OF_MEMBER / work;
  const inTables = MOST_TABLE_WORDS / Math.max(1, members * tableWords);
  return Math.max(1, Math.floor(Math.min(MOST_ITERATIONS, inTime, inTables)));
}
