/** What is said of a sweep's runs that go on beyond what it asks for: another sweep has had them do so. */
import type { ReadOnlyStore, RunBeyond } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';

/** Limits that are told one by one; of more, the smallest and the largest. */
const MOST_LIMITS = 4;

/**
 * `3 runs go on beyond what this sweep asks for (stop.maxIterations 2000): shown up to there`; undefined where none does.
 * @param who what the number of them stands before
 */
export function beyondText(store: ReadOnlyStore, sweepId: number, who = 'runs'): string | undefined {
  const beyond = store.runsBeyond(sweepId);
  const runs = new Set(beyond.map(({ runId }) => runId)).size;
  if (runs === 0) return undefined;
  return (
    `${who === 'runs' ? countOf(runs, 'run') : `${runs} ${who}`} ${runs === 1 ? 'goes' : 'go'} on beyond what this sweep asks for ` +
    `(stop.maxIterations ${limitsText(beyond)}): shown up to there`
  );
}

function limitsText(beyond: readonly RunBeyond[]): string {
  const limits = [...new Set(beyond.map(({ upTo }) => upTo))].sort((a, b) => a - b);
  return limits.length > MOST_LIMITS ? `${limits[0]} to ${limits.at(-1)}` : limits.join(', ');
}
