/** Going to a sweep or to runs by an address. */
import { InputError } from '@ranksweep/core';
import {
  nameAddresses,
  resolveRunsOfSweep,
  resolveSubject,
  sweepAddress,
  type ReadOnlyStore,
} from '@ranksweep/store';
import { completeWord } from './completion.ts';
import type { Context } from './context.ts';
import type { Focus } from './focus.ts';
import { tabNumber } from './tabNames.ts';
import type { Outcome, Prompt } from './view.ts';
import { runsView } from './views/runs/runsView.ts';
import { runView } from './views/run/runView.ts';

const WHERE = 'go to';

/** What names sweeps, the newest first, each once: names with their places, tags, and numbers. */
function addresses({ store }: Context): string[] {
  const labels = store.sweepLabels();
  const names = [...nameAddresses(labels).values()];
  const tags = labels.flatMap((label) => label.tags);
  const numbers = labels.map(({ id }) => sweepAddress(id));
  return [...new Set([...names, ...tags, ...tags.map((tag) => `tag:${tag}`), ...numbers])];
}

/** Asks for an address. */
export const askWhere = (context: Context, focus: Focus, history: string[]): Prompt => ({
  kind: 'prompt',
  label: 'go to (sweep:4, run:13, a name or a tag)',
  initial: '',
  history,
  complete: completeWord(addresses(context)),
  accept: (text) => {
    const address = text.trim();
    if (address === '') return { kind: 'done' };
    history.push(address);
    return goTo(context, focus, address);
  },
});

/**
 * Opens a sweep, a run, or some runs of one sweep.
 * @throws InputError where the address names nothing of this kind; the database is not named, for there is one alone
 */
export function goTo(context: Context, focus: Focus, address: string): Outcome {
  const { store } = context;
  const run = resolving(store.path, () => oneRun(store, address));
  if (run !== undefined) {
    focus.runId = run;
    focus.sweepId = store.runPlaces(run)[0]?.sweepId;
    return { kind: 'open', view: runView(context, focus.marks, run), tab: tabNumber.run };
  }
  const { sweep, runIds } = resolving(store.path, () => resolveRunsOfSweep(store, address, WHERE));
  const only = runIds && { runIds, title: address };
  const view = runsView(context, focus, { sweepId: sweep.id, ...(only && { only }) });
  return { kind: 'open', view, tab: tabNumber.runs };
}

/** One run is shown whole, and may be of no sweep. */
function oneRun(store: ReadOnlyStore, address: string): number | undefined {
  const subject = resolveSubject(store, address, WHERE);
  return subject.kind === 'runs' && subject.runIds.length === 1 ? subject.runIds[0] : undefined;
}

function resolving<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.message.replace(` in ${path}`, ''));
  }
}
