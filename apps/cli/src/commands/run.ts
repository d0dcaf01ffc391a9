/** `ranksweep run`: the main job, from a definition to trajectories in SQLite and figures. */
import { dirname, join } from 'node:path';
import { InputError, type SweepDefinition } from '@ranksweep/core';
import { engineNames, type EngineName } from '@ranksweep/engine';
import { builtInDefinitions } from '@ranksweep/experiments';
import { openStore, type Store } from '@ranksweep/store';
import {
  checkSweep,
  expandSweep,
  loadDefinition,
  parseOverride,
  parseSeeds,
  resolveTargets,
  runSweep,
  type ExpandedSweep,
  type SweepResult,
} from '@ranksweep/sweep';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { laneCount, oneOf, positiveNumber } from '../optionValues.ts';
import { formatDuration } from '../render/duration.ts';
import { showProgress } from '../render/progress.ts';
import { runsTable } from '../render/runsTable.ts';
import { renderTable } from '../render/table.ts';
import { requireWritable } from '../writableFolder.ts';

const DEFAULT_DEFINITION = 'dynamics';
const RUNS_SHOWN = 40;
/** A runner in between, such as Nx, may pass on a signal that has already arrived by itself. */
const SAME_SIGNAL_MS = 1000;

export interface RunOptions {
  readonly preset?: string;
  readonly seeds?: string;
  readonly lanes?: string;
  readonly device: string;
  readonly engine: string;
  readonly db: string;
  readonly plot?: string;
  readonly keepState: string;
  readonly checkpointEvery: string;
  readonly hangAfter: string;
  readonly dryRun?: boolean;
}

/** @throws InputError for bad usage or input, before anything is changed */
export async function run(words: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const { definitionName, overrides } = splitWords(words);
  const definition = await loadDefinition(definitionName, builtInDefinitions);
  const expanded = expandSweep(definition, {
    overrides: overrides.map(parseOverride),
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.seeds === undefined ? {} : { seeds: parseSeeds(options.seeds) }),
  });
  const sweep = await resolveTargets(expanded);
  checkSweep(sweep);
  const engine = oneOf('--engine', options.engine, engineNames);
  oneOf('--device', options.device, ['auto', 'cpu']);
  const keepState = oneOf('--keep-state', options.keepState, ['all', 'none']) === 'all';
  const lanes = laneCount(options.lanes);
  const checkpointEveryMs = 1000 * positiveNumber('--checkpoint-every', options.checkpointEvery);
  const hangAfterMs = 1000 * positiveNumber('--hang-after', options.hangAfter);
  if (options.dryRun) return dryRun(sweep, lanes);

  const figureFolder = options.plot ?? join(dirname(options.db), 'figures');
  if (options.plot !== undefined) requireWritable('--plot', figureFolder);
  const store = openStore(options.db);
  try {
    const result = await runWithProgress(store, sweep, {
      engine,
      lanes,
      keepState,
      checkpointEveryMs,
      hangAfterMs,
    });
    await report(store, definition, result, { db: options.db, figureFolder });
    return statusOf(result);
  } finally {
    store.close();
  }
}

/** The first word without `=` is the definition. */
function splitWords(words: readonly string[]): { definitionName: string; overrides: string[] } {
  const names = words.filter((word) => !word.includes('='));
  if (names.length > 1) {
    throw new InputError(`run: expected one definition and overrides like key=value, found '${names[1]}'`);
  }
  return {
    definitionName: names[0] ?? DEFAULT_DEFINITION,
    overrides: words.filter((word) => word.includes('=')),
  };
}

function dryRun(sweep: ExpandedSweep, lanes: number): ExitStatus {
  const rows = sweep.runs.map(({ part, cell, config }) => [
    part,
    Object.entries(cell)
      .map(([path, value]) => `${path}=${JSON.stringify(value)}`)
      .join(' '),
    config.seed,
    config.stop.maxIterations,
  ]);
  console.log(renderTable(['part', 'cell', 'seed', 'at most iterations'], rows));
  console.log(
    `\n${sweep.name}, preset ${sweep.preset}: ${rows.length} runs on ${lanes} lanes. Nothing was run.`,
  );
  return exitStatus.ok;
}

async function runWithProgress(
  store: Store,
  sweep: ExpandedSweep,
  options: { engine: EngineName; lanes: number; keepState: boolean },
): Promise<SweepResult> {
  const progress = showProgress(process.stderr);
  const controller = new AbortController();
  let askedAt: number | undefined;
  const interrupt = (): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      progress.note('Stopping: every run is saved where it is. Once more to stop at once.');
      controller.abort();
    } else if (performance.now() - askedAt > SAME_SIGNAL_MS) {
      process.exit(exitStatus.interrupted);
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await runSweep(store, sweep, {
      ...options,
      signal: controller.signal,
      observer: progress.observer,
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    progress.stop();
  }
}

async function report(
  store: Store,
  definition: SweepDefinition,
  result: SweepResult,
  { db, figureFolder }: { readonly db: string; readonly figureFolder: string },
): Promise<void> {
  const { sweepId, reused, outcomes, wallMs } = result;
  if (store.runsOfSweep(sweepId).length <= RUNS_SHOWN) console.log(`${runsTable(store, sweepId)}\n`);
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0);
  if (counts.length === 0) {
    console.log(`Nothing to run: all ${reused} runs are in the database already.`);
  } else {
    const text = counts.map(([status, count]) => `${count} ${status}`).join(', ');
    console.log(
      `${text}${reused > 0 ? `, ${reused} were there already` : ''}, in ${formatDuration(wallMs)}.`,
    );
  }
  if (outcomes.interrupted > 0) {
    console.log('Stopped before the end. The same command goes on from here.');
    return;
  }
  console.log(`Database: ${db} (sweep ${sweepId})`);
  if (definition.figure !== undefined) {
    const { figureFromStore, writeFigure } = await import('@ranksweep/plot');
    const paths = await writeFigure(
      figureFromStore(store, sweepId, definition.figure),
      join(figureFolder, definition.name),
    );
    console.log(`Figure:   ${paths.png} and ${paths.svg}`);
  }
  const query = `select run_id, subject, iteration from events where kind = 'rise' order by 1, 3`;
  console.log(`Query:    npx ranksweep sql "${query}"${db === 'results/ranksweep.db' ? '' : ` --db ${db}`}`);
}

function statusOf({ outcomes }: SweepResult): ExitStatus {
  if (outcomes.interrupted > 0) return exitStatus.interrupted;
  return outcomes.failed + outcomes['held-elsewhere'] > 0 ? exitStatus.someFailed : exitStatus.ok;
}
