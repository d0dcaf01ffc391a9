/** `ranksweep show`: a run by its number, a sweep or a definition by its name. */
import { existsSync } from 'node:fs';
import { explainPlan, InputError, listed, planOf } from '@ranksweep/core';
import { isFactorization } from '@ranksweep/factorization';
import { earlierMeaning, kindOf } from '@ranksweep/kinds';
import { builtInDefinitions } from '@ranksweep/experiments';
import {
  isSound,
  openStore,
  requireSound,
  type ReadOnlyStore,
  type RunChoice,
  type RunRow,
  type SweepSummary,
} from '@ranksweep/store';
import { ranksweepCommand } from '@ranksweep/text';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { wholeNumber, wholeNumbers } from '../optionValues.ts';
import { definitionText } from '../render/definitionText.ts';
import { runsTable } from '../render/runsTable.ts';
import { sweepSummary } from '../render/sweepSummary.ts';
import { renderTable } from '../render/table.ts';
import { print } from '../render/print.ts';

/** Runs of a sweep that are shown one by one; of more, a summary and the first. */
const RUNS_SHOWN = 200;

export interface ShowOptions {
  readonly db: string;
  readonly plan?: boolean;
  /** Numbers of runs, such as `3,5..9`. */
  readonly runs?: string;
  readonly limit?: string;
}

/**
 * @returns 1 where a run that is shown is damaged
 * @throws InputError when there is no such thing
 */
export function show(what: string, options: ShowOptions): ExitStatus {
  const { db, plan } = options;
  const store = existsSync(db) ? openStore(db, { readOnly: true }) : undefined;
  try {
    // A sweep's name may be a number, too.
    if (/^\d+$/.test(what) && (plan || store?.run(Number(what)) || !store?.sweepByName(what))) {
      refuseRunOptions(options, what);
      const run = requireRun(what, db, store);
      return plan ? showPlan(run, db) : showRun(run, store!);
    }
    if (plan) throw new InputError(`show --plan: expected a run's number, found '${what}'`);
    const sweep = store?.sweepByName(what);
    if (sweep === undefined) refuseRunOptions(options, what);
    const shown = sweep && shownRuns(store!, sweep, options);
    const definition = builtInDefinitions.find(({ name }) => name === what);
    if (definition !== undefined) {
      print(definitionText(definition, process.stdout.columns));
    }
    if (sweep !== undefined) {
      print(`\nSweep ${sweep.id} in ${db}: ${sweep.name}, preset ${sweep.preset}, ${sweep.status}\n`);
      if (sweep.specDamage !== undefined) print(`Its axes are not shown: ${sweep.specDamage}\n`);
      print(shown!.text);
    }
    if (definition === undefined && sweep === undefined) {
      const names = [...new Set([...builtInDefinitions, ...(store?.sweeps() ?? [])].map(({ name }) => name))];
      throw new InputError(`show: expected a run's number or one of ${listed(names)}, found '${what}'`);
    }
    return sweep === undefined
      ? exitStatus.ok
      : tellDamaged(store!.runsOfSweep(sweep.id, shown!.choice), 'it is shown without its axes');
  } finally {
    store?.close();
  }
}

/** They choose among the runs of a sweep. */
function refuseRunOptions({ runs, limit, db }: ShowOptions, what: string): void {
  if (runs === undefined && limit === undefined) return;
  const option = runs === undefined ? '--limit' : '--runs';
  throw new InputError(`show ${option}: expected the name of a sweep in ${db}, found '${what}'`);
}

interface ShownRuns {
  readonly text: string;
  /** Which of the sweep's runs are shown; undefined: all. */
  readonly choice: RunChoice | undefined;
}

/** All runs of a small sweep; of a large one what came of it, and some. */
function shownRuns(store: ReadOnlyStore, sweep: SweepSummary, { runs, limit }: ShowOptions): ShownRuns {
  if (runs !== undefined) return chosenRuns(store, sweep, wholeNumbers('--runs', runs));
  const most = limit === undefined ? RUNS_SHOWN : wholeNumber('--limit', limit, 1);
  if (store.runsOfSweep(sweep.id, { limit: most + 1 }).length <= most) {
    return { text: runsTable(store, sweep.id), choice: undefined };
  }
  const choice = { limit: most };
  const all = Object.values(sweep.runs).reduce((sum, count) => sum + count, 0);
  const text = [
    `${sweepSummary(store, sweep)}\n`,
    `${runsTable(store, sweep.id, choice)}\n`,
    `These are the first ${most} of ${all} runs. --limit ${all} shows all, --runs 3,5..9 those of these numbers, and SQL any:`,
    `ranksweep sql "select * from run_table where run_id in (select run_id from sweep_runs where sweep_id = ${sweep.id})"`,
  ].join('\n');
  return { text, choice };
}

function chosenRuns(store: ReadOnlyStore, { id, name }: SweepSummary, runIds: readonly number[]): ShownRuns {
  const choice = { runIds };
  const found = new Set(store.runsOfSweep(id, choice).map(({ runId }) => runId));
  const missing = runIds.find((runId) => !found.has(runId));
  if (missing !== undefined) {
    throw new InputError(`--runs: expected runs of sweep ${id} (${name}), found ${missing}`);
  }
  return { text: runsTable(store, id, choice), choice };
}

function requireRun(number: string, db: string, store: ReadOnlyStore | undefined): RunRow {
  const run = store?.run(Number(number));
  if (run !== undefined) return run;
  throw new InputError(
    `show: expected the number of a run in ${db}, found ${number}; ${ranksweepCommand(['list'], db)} shows its sweeps`,
  );
}

/** How the run's entries are evaluated, and what its cost model chose between. */
function showPlan(run: RunRow, db: string): ExitStatus {
  const { runId, config } = requireSound(run, db);
  if (!isFactorization(config)) {
    throw new InputError(
      `show --plan: expected a run of a factorization, which alone has a plan, found run ${runId}, of kind ${kindOf(config).name}`,
    );
  }
  const { summary, steps, choices } = explainPlan(planOf(config));
  const { kind, observed } = config.task;
  print(`Run ${runId}: ${summary}\n`);
  const rows = steps.map(({ step, rows: count, width, flops }) => [step, count, width, flops / 1e6]);
  print(renderTable(['step', 'rows', 'width', 'MFLOP'], rows));
  print(`\n${choices.join('\n')}`);
  if (kind === 'sensing') print(`Sensing: ${observed} measurements act on all entries.`);
  print('Costs are in floating-point operations of a matrix product.');
  return exitStatus.ok;
}

function showRun(run: RunRow, store: ReadOnlyStore): ExitStatus {
  const { runId, status, stopReason, iterations, arithmetic, error } = run;
  print(
    `Run ${runId}: ${status}${stopReason ? ` (${stopReason})` : ''} after ${iterations} iterations, ${arithmetic}`,
  );
  if (error) print(`Error: ${error}`);
  const meantElse = isSound(run) ? earlierMeaning(run) : undefined;
  if (meantElse) print(`Earlier meaning: ${meantElse}.`);
  print(isSound(run) ? `\n${JSON.stringify(run.config, undefined, 2)}\n` : '');
  print(renderTable(['iteration', 'event', 'subject', 'value'], store.events(runId).map(eventRow)));
  print(`\n${renderTable(['metric', 'final value'], [...store.finals(runId)])}\n`);
  const attempts = store
    .attempts(runId)
    .map((a) => [a.number, a.lane, a.engine, a.device, a.startedAt, a.outcome]);
  print(renderTable(['attempt', 'lane', 'engine', 'device', 'started', 'outcome'], attempts));
  return tellDamaged([run], 'it is shown without it');
}

const eventRow = (event: ReturnType<ReadOnlyStore['events']>[number]): unknown[] => [
  event.iteration,
  event.kind,
  event.subject,
  event.value,
];
