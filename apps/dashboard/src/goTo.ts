/** Going to a sweep or to runs by an address. */
import { InputError } from '@ranksweep/core';
import { resolveSubject, runAddress } from '@ranksweep/store';
import type { Context } from './context.ts';
import type { Focus } from './focus.ts';
import { tabNumber } from './tabNames.ts';
import type { Outcome, Prompt } from './view.ts';
import { runsView } from './views/runs/runsView.ts';
import { runView } from './views/run/runView.ts';

const WHERE = 'go to';

/** Asks for an address. */
export const askWhere = (context: Context, focus: Focus, history: string[]): Prompt => ({
  kind: 'prompt',
  label: 'go to (sweep:4, run:13, a name or a tag)',
  initial: '',
  history,
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
  const subject = resolving(store.path, () => resolveSubject(store, address, WHERE));
  if (subject.kind === 'sweep') {
    return {
      kind: 'open',
      view: runsView(context, focus, { sweepId: subject.sweep.id }),
      tab: tabNumber.runs,
    };
  }
  const { runIds } = subject;
  const [first] = runIds as [number];
  if (runIds.length === 1) {
    focus.runId = first;
    focus.sweepId = store.runPlaces(first)[0]?.sweepId;
    return { kind: 'open', view: runView(context, first), tab: tabNumber.run };
  }
  const sweepId = sweepOfAll(context, runIds);
  const only = { runIds, title: address };
  return { kind: 'open', view: runsView(context, focus, { sweepId, only }), tab: tabNumber.runs };
}

/** The newest sweep that has all of the runs, whose axes are then the columns. */
function sweepOfAll({ store }: Context, runIds: readonly number[]): number {
  const [first = [], ...others] = runIds.map((runId) => store.runPlaces(runId).map(({ sweepId }) => sweepId));
  const sweepId = first.find((id) => others.every((ids) => ids.includes(id)));
  if (sweepId !== undefined) return sweepId;
  throw new InputError(
    `${WHERE}: expected runs of one sweep, found ${runIds.map(runAddress).join(', ')} of several`,
  );
}

function resolving<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.message.replace(` in ${path}`, ''));
  }
}
