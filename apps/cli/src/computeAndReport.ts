/** Computes what a sweep lacks, with progress and signals, and tells what came of it: what `run`, `fill`, `retry` and `extend` share. */
import { join } from 'node:path';
import type { FigureSpec } from '@ranksweep/kinds';
import { runSweep, type ExpandedSweep, type SweepOptions, type SweepResult } from '@ranksweep/sweep';
import { sweepAddress, type Store } from '@ranksweep/store';
import { exitStatus, type ExitStatus } from './exitStatus.ts';
import { copyUnderName, sweepFileStem } from './sweepFiles.ts';
import { resultFolder } from './resultFolder.ts';
import { countOf, databaseWords, formatDuration, shellWord } from '@ranksweep/text';
import { searchView } from './plot/searchView.ts';
import { boundaryTables } from './render/boundaryTable.ts';
import { paintStatus } from './render/colors.ts';
import { beyondText } from './render/beyondText.ts';
import { failedText } from './render/failedText.ts';
import { inWords } from './render/inWords.ts';
import { leftOutWords } from './render/leftOutWords.ts';
import { print } from './render/print.ts';
import { showProgress } from './render/progress.ts';
import { bestLines, prunedTrials } from './render/searchText.ts';
import { runsTable } from './render/runsTable.ts';
import type { RunSettings } from './runSettings.ts';
import { listenToSignals } from './signals.ts';
import { SoundFigures } from './soundFigures.ts';

const RUNS_SHOWN = 40;

/** Some of the runs that a sweep lacks. */
export interface Only {
  readonly isWanted: NonNullable<SweepOptions['isWanted']>;
  /** Whether they were named one by one: they are computed then, whatever the sweep skips. Default: no. */
  readonly areNamed?: boolean;
  /** Said when there is none: `no run of it has failed`. */
  readonly none: string;
}

export interface ComputeOptions {
  readonly settings: RunSettings;
  /** Default: all runs that the sweep lacks. */
  readonly only?: Only | undefined;
  /** The database as the user named it. */
  readonly db: string;
  /** Folder for the figure. Default: that of the database's figures. */
  readonly plot?: string | undefined;
  /** Whether the sweep is a definition as it stands, whose figure is also there under its name alone. Default: no. */
  readonly isAsDefined?: boolean;
}

export async function computeAndReport(
  store: Store,
  sweep: ExpandedSweep,
  { settings, only, db, plot = resultFolder(db, 'figures'), isAsDefined = false }: ComputeOptions,
): Promise<ExitStatus> {
  for (const note of leftOutWords(sweep)) console.log(note);
  const skips = only?.areNamed ? ('ignored' as const) : ('obeyed' as const);
  const options = only === undefined ? settings : { ...settings, isWanted: only.isWanted, skips };
  const result = await runWithProgress(store, sweep, options);
  if (result === undefined) {
    console.log('Stopped before the sweep began. The same command begins it.');
    return exitStatus.interrupted;
  }
  return await report(store, sweep, result, { db, figureFolder: plot, isAsDefined, none: only?.none });
}

/** @returns undefined when it was stopped while another program's lock kept it from beginning */
async function runWithProgress(
  store: Store,
  sweep: ExpandedSweep,
  options: RunSettings & Pick<SweepOptions, 'isWanted' | 'skips'>,
): Promise<SweepResult | undefined> {
  const progress = showProgress(process.stderr, sweep.spec.parts);
  const signals = listenToSignals({
    onStop: () => progress.note('Stopping: every run is saved where it is. Once more to stop at once.'),
    onSave: () => progress.note('Saving every run where it is.'),
  });
  const { stop: signal, requests } = signals;
  try {
    return await runSweep(store, sweep, { ...options, signal, requests, observer: progress.observer });
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  } finally {
    signals.dispose();
    progress.stop();
  }
}

interface ReportOptions {
  /** The database as the user named it. */
  readonly db: string;
  readonly figureFolder: string;
  readonly isAsDefined: boolean;
  /** Said where nothing had to be computed, in place of how many runs are there. */
  readonly none: string | undefined;
}

async function report(
  store: Store,
  sweep: ExpandedSweep,
  result: SweepResult,
  { db, figureFolder, isAsDefined, none }: ReportOptions,
): Promise<ExitStatus> {
  const { name, spec } = sweep;
  const { sweepId } = result;
  const isSmall = store.runsOfSweep(sweepId, { limit: RUNS_SHOWN + 1 }).length <= RUNS_SHOWN;
  if (isSmall) console.log(`${runsTable(store, sweepId)}\n`);
  for (const line of outcomeLines(store, sweep, result, none)) console.log(line);
  const failed = result.outcomes.failed > 0 ? failedText(store, { id: sweepId }, { db }) : undefined;
  if (failed !== undefined) print(failed);
  const status = statusOf(result);
  if (status === exitStatus.interrupted) {
    console.log('Stopped before the end. The same command goes on from here.');
    return status;
  }
  const boundaries = await boundaryTables(store, sweepId, spec);
  if (boundaries !== undefined) print(`\n${boundaries}\n`);
  for (const line of bestLines(store, sweepId, spec)) print(line);
  console.log(`Database: ${db} (${sweepAddress(sweepId)})`);
  const { figure } = spec;
  const drawn =
    figure === undefined
      ? exitStatus.ok
      : await draw(store, { id: sweepId, name }, figure, { folder: figureFolder, isAsDefined });
  for (const line of linesToTry(store, sweepId, spec, db)) console.log(line);
  return status || drawn;
}

/** What came of the runs: how many ended how, and in how much time. */
function outcomeLines(
  store: Store,
  { spec }: ExpandedSweep,
  { sweepId, reused, outcomes, wallMs }: SweepResult,
  none = `all ${reused} runs are in the database already`,
): string[] {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0);
  if (counts.length === 0) {
    const beyond = beyondText(store, sweepId, 'of them');
    return [`Nothing to run: ${none}${beyond === undefined ? '' : `; ${beyond}`}.`];
  }
  const pruned = prunedTrials(store, sweepId, spec);
  const ofTrials = pruned === 0 ? '' : ` (runs of ${countOf(pruned, 'pruned trial')})`;
  const texts = counts.map(
    ([status, count]) => paintStatus(`${count} ${status}`) + (status === 'paused' ? ofTrials : ''),
  );
  const there = reused === 0 ? '' : `, ${reused} ${reused === 1 ? 'was' : 'were'} there already`;
  const beyond = beyondText(store, sweepId);
  return [
    `${texts.join(', ')}${there}, in ${formatDuration(wallMs)}.`,
    ...(beyond === undefined ? [] : [`${beyond}.`]),
  ];
}

/** Commands that show more of the sweep. */
function linesToTry(store: Store, sweepId: number, spec: ExpandedSweep['spec'], db: string): string[] {
  const ofDatabase = databaseWords(db).map(shellWord);
  const view = searchView(spec);
  const plot = ['npx ranksweep plot', sweepAddress(sweepId), '--as', view, ...ofDatabase];
  // Double quotes keep the single ones within readable; the query has nothing that they leave to the shell.
  const sql = ['npx ranksweep sql', `"${queryToTry(store, sweepId, spec)}"`, ...ofDatabase];
  return [...(view === undefined ? [] : [`Plot:     ${plot.join(' ')}`]), `Query:    ${sql.join(' ')}`];
}

/** The trials of a search, or when components rose, where some did; elsewhere what every run ended with. */
function queryToTry(store: Store, sweepId: number, { parts }: ExpandedSweep['spec']): string {
  const [search] = Object.values(parts).flatMap((part) => part.search ?? []);
  if (search !== undefined) {
    const order = search.minimize === undefined ? 'objective desc' : 'objective';
    return `select part, number, state, objective from trials where sweep_id = ${sweepId} order by part, ${order} nulls last`;
  }
  const hasRises = store
    .runsOfSweep(sweepId, { limit: RUNS_SHOWN })
    .some(({ runId }) => store.events(runId).some(({ kind }) => kind === 'rise'));
  return hasRises
    ? `select run_id, subject, iteration from events join sweep_runs using (run_id) where sweep_id = ${sweepId} and kind = 'rise' order by 1, 3`
    : `select run_id, metric, value from final join sweep_runs using (run_id) where sweep_id = ${sweepId} order by 1, 2`;
}

/** @returns 1 where a run is left out, since its points are not what was written */
async function draw(
  store: Store,
  sweep: { readonly id: number; readonly name: string },
  figure: FigureSpec,
  { folder, isAsDefined }: { readonly folder: string; readonly isAsDefined: boolean },
): Promise<ExitStatus> {
  const { writeFigure } = await import('@ranksweep/plot');
  const sound = new SoundFigures(store);
  const path = join(folder, sweepFileStem(sweep));
  const paths = await writeFigure(await sound.of(sweep.id, figure), path);
  console.log(`Figure:   ${inWords(paths)}`);
  if (isAsDefined) {
    const copies = copyUnderName(store, sweep.name, paths);
    if (copies.length > 0) console.log(`          ${inWords(copies)}, the same`);
  }
  return sound.tellDamaged();
}

function statusOf({ outcomes }: SweepResult): ExitStatus {
  if (outcomes.interrupted + outcomes['held-elsewhere'] > 0) return exitStatus.interrupted;
  return outcomes.failed > 0 ? exitStatus.someFailed : exitStatus.ok;
}
