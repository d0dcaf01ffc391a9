/** What keys do to the selected sweep. */
import { sweepText, type SweepSummary } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import { cancelSweep, start, type SweepCommand } from '../../actions.ts';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { tabNumber } from '../../tabNames.ts';
import type { Key, KeyHelp, Outcome } from '../../view.ts';
import { runsView } from '../runs/runsView.ts';
import { searchView } from '../search/searchView.ts';
import { searchedParts } from '../searchedParts.ts';

/** Shown before the keys of the list itself; the others are shown after them. */
export const openKey: KeyHelp = { keys: 'enter', does: 'runs' };
export const actionKeys: readonly KeyHelp[] = [
  { keys: 'c', does: 'cancel' },
  { keys: 'f', does: 'fill' },
  { keys: 'r', does: 'retry failed' },
  { keys: 'x', does: 'extend' },
  { keys: 's', does: 'search' },
];

/** @returns undefined for a key that does nothing to a sweep */
export function actOn(context: Context, focus: Focus, sweep: SweepSummary, key: Key): Outcome | undefined {
  switch (key) {
    case 'enter':
      return { kind: 'open', view: runsView(context, focus, { sweepId: sweep.id }), tab: tabNumber.runs };
    case 'c':
      return askToCancel(context, sweep);
    case 'f':
      return askToStart(context, sweep, { verb: 'fill' });
    case 'r':
      return askToStart(context, sweep, { verb: 'retry' });
    case 'x':
      return askHowFar(context, sweep);
    case 's':
      return openSearch(context, focus, sweep);
    default:
      return undefined;
  }
}

function askToStart(
  context: Context,
  sweep: SweepSummary,
  command: Omit<SweepCommand, 'sweepId'>,
  question: string = command.verb,
): Outcome {
  return {
    kind: 'ask',
    question: `${question}: ${sweepText(sweep)}?`,
    act: () => start(context, { ...command, sweepId: sweep.id }),
  };
}

function askToCancel(context: Context, sweep: SweepSummary): Outcome {
  const name = sweepText(sweep);
  const { pending, running } = sweep.runs;
  if (pending + running === 0) {
    return {
      kind: 'tell',
      message: `${name} has no run that is pending or running: there is nothing to cancel.`,
    };
  }
  const jobs = context.slurm?.of(sweep) === undefined ? '' : ', and its jobs on Slurm';
  return {
    kind: 'ask',
    question: `Cancel ${pending} pending and ${countOf(running, 'running run')} of ${name}${jobs}?`,
    act: () => cancelSweep(context, sweep, runIdsOf(context, sweep.id)),
  };
}

/** A sweep's runs, but for those that it skips or has pruned: nobody was to compute these. */
function runIdsOf({ store }: Context, sweepId: number): number[] {
  const left = new Set([...store.skippedRuns(sweepId).keys(), ...store.prunedRuns(sweepId)]);
  const all = store.runOrder(sweepId, { by: { kind: 'run', name: 'id' }, descending: false });
  return all.filter((runId) => !left.has(runId));
}

function askHowFar(context: Context, sweep: SweepSummary): Outcome {
  return {
    kind: 'prompt',
    label: `extend ${sweepText(sweep)} to how many iterations, or '100 epochs'`,
    initial: '',
    accept(text) {
      const [, number, epochs] = /^\s*([1-9]\d*)\s*(epochs?)?\s*$/.exec(text) ?? [];
      if (number === undefined) {
        return { kind: 'tell', message: `expected a number of iterations or epochs, found '${text}'` };
      }
      const option = epochs === undefined ? '--max-iterations' : '--max-epochs';
      const extending = { verb: 'extend', options: [option, number] } as const;
      return askToStart(context, sweep, extending, `extend to ${text.trim()}`);
    },
  };
}

function openSearch(context: Context, focus: Focus, sweep: SweepSummary): Outcome {
  if (searchedParts(sweep.spec).length === 0) {
    return { kind: 'tell', message: `${sweepText(sweep)} has no search: its parts are grids.` };
  }
  return {
    kind: 'open',
    view: searchView(context, sweep.id, (runIds, title) =>
      runsView(context, focus, { sweepId: sweep.id, only: { runIds, title } }),
    ),
    tab: tabNumber.sweeps,
  };
}
