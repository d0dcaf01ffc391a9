/** Why runs of a sweep have failed, in short: each error once. */
import { sweepAddress, type ReadOnlyStore, type RunChoice } from '@ranksweep/store';
import { countOf, ranksweepCommand } from '@ranksweep/text';

/** Errors that are told; of more, how many there are. */
const ERRORS_SHOWN = 3;
/** Characters of an error that are told. */
const ERROR_SHOWN = 200;

/**
 * `2 runs failed (run:3 first): expected ...`, the most frequent error first, and which command tells of each run; undefined where none
 * has failed.
 */
export function failedText(
  store: ReadOnlyStore,
  { id }: { readonly id: number },
  { db, choice }: { readonly db: string; readonly choice?: RunChoice | undefined },
): string | undefined {
  const failed = store.runsAsAsked(id, choice).filter(({ status }) => status === 'failed');
  if (failed.length === 0) return undefined;
  // A run that stands in several cells has failed once.
  const runs = [...new Map(failed.map((run) => [run.runId, run])).values()];
  const byError = Map.groupBy(runs, ({ error }) => inShort(error ?? 'for no reason that it has told'));
  const told = [...byError].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = told
    .slice(0, ERRORS_SHOWN)
    .map(([error, some]) => `${countOf(some.length, 'run')} failed, such as run:${some[0]!.runId}: ${error}`);
  const more = told.length - lines.length;
  if (more > 0) lines.push(`... and ${countOf(more, 'more error')}`);
  return [...lines, `${ranksweepCommand(['holes', sweepAddress(id)], db)} tells why each has.`].join('\n');
}

/** The first line of an error, which may be all that a program has printed. */
function inShort(error: string): string {
  const line = error.split('\n', 1)[0]!;
  return line.length > ERROR_SHOWN
    ? `${line.slice(0, ERROR_SHOWN)}...`
    : line === error
      ? line
      : `${line} ...`;
}
