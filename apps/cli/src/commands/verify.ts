/** `ranksweep verify`: whether runs come out the same once more, to the last bit. */
import { openStore, resolveRunsOfSweep, type SweepSummary } from '@ranksweep/store';
import { verifyRuns, type Verified } from '@ranksweep/sweep';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { printJson } from '../json/printJson.ts';
import { sweepJson } from '../json/sweepJson.ts';
import { laneCount, wholeNumber } from '../optionValues.ts';
import { showProgress } from '../render/progress.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { listenToSignals } from '../signals.ts';
import { print } from '../render/print.ts';

export interface VerifyOptions {
  readonly sample?: string;
  readonly seed: string;
  readonly lanes?: string;
  readonly db: string;
  readonly json?: true;
}

/**
 * @returns 1 when a run differs, or could not be computed again
 * @throws InputError for what is not there
 */
export async function verify(word: string, options: VerifyOptions): Promise<ExitStatus> {
  const sample = options.sample === undefined ? undefined : wholeNumber('--sample', options.sample, 1);
  const seed = wholeNumber('--seed', options.seed, 0);
  const lanes = laneCount(options.lanes);
  requireLimits({ lanes, db: options.db });
  const store = openStore(options.db, { readOnly: true });
  const progress = showProgress(process.stderr);
  const signals = listenToSignals({ onStop: () => progress.note('Stopping.'), onSave: () => {} });
  try {
    const { sweep, runIds } = resolveRunsOfSweep(store, word, 'verify');
    const { stop: signal } = signals;
    const verified = await verifyRuns(store, sweep, {
      runIds,
      sample,
      seed,
      lanes,
      signal,
      observer: progress.observer,
    });
    progress.stop();
    if (options.json) printJson(verifiedJson(sweep, verified, signal.aborted));
    else report(verified);
    if (verified.differing.length + verified.skipped.length > 0) return exitStatus.someFailed;
    return signal.aborted ? exitStatus.interrupted : exitStatus.ok;
  } finally {
    progress.stop();
    signals.dispose();
    store.close();
  }
}

/** Of one that was stopped, what had been compared. */
function verifiedJson(
  sweep: SweepSummary,
  { same, differing, skipped }: Verified,
  isStopped: boolean,
): object {
  return {
    sweep: sweepJson(sweep),
    isStopped,
    same,
    differing: differing.map(({ run: { runId, part, seed }, where, expected, found }) => ({
      run: runId,
      part,
      seed,
      where,
      expected,
      found,
    })),
    skipped: skipped.map(({ run: { runId }, why }) => ({ run: runId, why })),
  };
}

function report({ same, differing, skipped }: Verified): void {
  for (const { run, why } of skipped) print(`run ${run.runId} was not computed again: ${why}`);
  if (differing.length > 0) {
    const head = ['run', 'part', 'seed', 'first difference', 'in the database', 'computed again'];
    const rows = differing.map(({ run, where, expected, found }) => [
      run.runId,
      run.part,
      run.seed,
      where,
      expected,
      found,
    ]);
    console.log(`${terminalTable(head, rows)}\n`);
  }
  const told = [
    `${same === 0 ? 'No run is' : same === 1 ? '1 run is' : `${same} runs are`} the same to the last bit`,
    differing.length === 0
      ? 'none differs'
      : `${differing.length} ${differing.length === 1 ? 'differs' : 'differ'}`,
    ...(skipped.length === 0
      ? []
      : [`${skipped.length} ${skipped.length === 1 ? 'was' : 'were'} not computed`]),
  ];
  print(`${told.join(', ')}.`);
}
