/** Computes units of the sweep until none is left, or until it is told to stop. */
import { dirname, join } from 'node:path';
import type { Store } from '@ranksweep/store';
import type { ExpandedSweep } from '../../definition/expand.ts';
import { SweepEngines } from '../../plan/sweepEngines.ts';
import { runSweep, type SweepOptions } from '../../runSweep.ts';
import type { AskedUnits } from '../asking/askedUnits.ts';
import { Asking } from '../asking/asking.ts';
import { Claims } from '../claims/claims.ts';
import { Mark } from '../claims/mark.ts';
import { isThere, sharedFiles } from '../claims/sharedFiles.ts';
import type { SlurmFolder, TaskId } from '../folder.ts';
import { ASK_EVERY_MS, FORGOTTEN_AFTER_LOOKS } from '../paces.ts';
import { ClaimingSource, type ClaimingOptions, type KnownUnits } from './claimingSource.ts';
import type { TaskEnvironment } from './environment.ts';
import { Publisher } from './publisher.ts';
import { repeating } from './repeating.ts';
import { slurmLiveness, type AskSlurm } from './slurmLiveness.ts';
import { takeOver } from './takeOver.ts';
import type { TaskReport } from './taskReport.ts';
import { UnitsAtHand } from './unitsAtHand.ts';
import { untilDone } from './untilDone.ts';

export interface ComputeOptions {
  readonly folder: SlurmFolder;
  readonly task: TaskId;
  readonly environment: TaskEnvironment;
  readonly sweep: ExpandedSweep;
  /** Those of the sweep. */
  readonly known: KnownUnits;
  /** The same where they are asked for as the sweep goes on. */
  readonly asked: AskedUnits | undefined;
  /** This task's own. */
  readonly store: Store;
  readonly settings: Pick<
    SweepOptions,
    'launcher' | 'keepState' | 'checkpointEveryMs' | 'hangAfterMs' | 'requests' | 'observer'
  > & { readonly lanes: Extract<SweepOptions['lanes'], readonly unknown[]> };
  readonly lookEveryMs: number;
  readonly publishEveryMs: number;
  readonly ask: AskSlurm;
  readonly report: TaskReport;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** How often to try again where the last segment cannot be published: until Slurm ends this process. */
const TRY_AGAIN_MS = 2000;

/**
 * Resolves once everything that it has is published.
 * @returns whether it was stopped, so that something may be left
 */
export async function compute(options: ComputeOptions): Promise<'nothing left' | 'interrupted'> {
  const { folder, task, sweep, store, settings, lookEveryMs, publishEveryMs, report, note } = options;
  const now = (): number => performance.now();
  const onTrouble = ({ message }: Error): void => note(`tries again: ${message}`);
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const units = new UnitsAtHand();
  const claims = claimsOf(options, now);
  const onLost = (unit: number): void => note(`unit ${unit} is another task's now`);
  const publisher = new Publisher({ store, folder, task, claims, units, publishEveryMs, now, onLost });
  const tell = (): Promise<void> => report.renew({ lanes: settings.lanes.length, ...units.counts });
  const look = async (): Promise<void> => {
    if ((await isThere(folder.stopFile)) || !(await isThere(folder.sweepFile))) stopping.abort();
    await tell();
    await publisher.publishDue();
  };
  // People see at once what it is at. Later they may wait: a file server has others to serve.
  const tellFirst = (): void => {
    if (units.counts.unitsClaimed === 1) void tell().catch(onTrouble);
  };
  // What suits runs depends on how many are alike in the whole sweep.
  await SweepEngines.of(settings.lanes).learn(sweep.runs);
  const askEveryMs = options.asked === undefined ? lookEveryMs : Math.min(ASK_EVERY_MS, lookEveryMs);
  const asking =
    options.asked === undefined
      ? undefined
      : new Asking({
          ...options,
          units: options.asked,
          db: join(dirname(store.path), 'asker.db'),
          places: settings.lanes,
          tasks: options.environment.tasks,
          askEveryMs,
          now,
          signal,
          onUnreadable: note,
          onTrouble,
          onFailure: () => stopping.abort(),
        });
  const source: ClaimingOptions = {
    claims,
    known: options.known,
    units,
    publisher,
    takeOver: (claim, { runs, begun }) => {
      const own = runs.map(({ trajectoryHash }) => trajectoryHash);
      return takeOver({ store, folder, onUnreadable: note }, claim, own, begun);
    },
    onGuard: () => asking?.begin(),
    onBegin: tellFirst,
    isAgain: task.restart > 0 || task.start > 1,
    lookEveryMs,
    askEveryMs,
    now,
    signal,
    onTrouble,
  };
  const watch = repeating(look, lookEveryMs, onTrouble);
  try {
    await runSweep(
      store,
      { ...sweep, runs: [] },
      {
        ...settings,
        signal,
        skips: 'ignored', // Whoever asks for units has obeyed them.
        source: (start) => new ClaimingSource(source, start),
      },
    );
  } catch (error) {
    stopping.abort();
    await publisher.publishAll().catch(onTrouble); // Others go on from there.
    await asking?.ended().catch(onTrouble);
    throw error;
  } finally {
    await watch.stop();
  }
  await untilDone(() => publisher.publishAll(), { everyMs: TRY_AGAIN_MS, onTrouble });
  await report.renew(units.counts).catch(onTrouble);
  await asking?.ended();
  return signal.aborted ? 'interrupted' : 'nothing left';
}

function claimsOf(
  { folder, task, environment, known, ask, lookEveryMs }: ComputeOptions,
  now: () => number,
): Claims {
  const forgottenAfterMs = FORGOTTEN_AFTER_LOOKS * lookEveryMs;
  return new Claims({
    files: sharedFiles,
    folder: folder.claims,
    mark: new Mark(sharedFiles, folder.claims, task),
    units: known.count,
    place: environment.place,
    tasks: environment.tasks,
    liveness: slurmLiveness({ folder, ask, now, forgottenAfterMs }),
    random: Math.random,
  });
}
