/** `ranksweep show`: a definition, a sweep, or runs. */
import { existsSync } from 'node:fs';
import { hint, InputError } from '@ranksweep/core';
import { builtIns } from '@ranksweep/experiments/builtIns';
import {
  isNameOrTag,
  openStore,
  parseAddress,
  registeredRuns,
  resolveSubject,
  sweepText,
  type ReadOnlyStore,
  type RunChoice,
  type Subject,
  type SweepSummary,
} from '@ranksweep/store';
import { isDefinitionFile } from '@ranksweep/sweep';
import { ranksweepCommand, visibleText } from '@ranksweep/text';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { printJson } from '../json/printJson.ts';
import { showJson } from '../json/showJson.ts';
import { wholeNumber } from '../optionValues.ts';
import { beyondText } from '../render/beyondText.ts';
import { storedBoundaryTables } from '../render/boundaryTable.ts';
import { paint, paintStatus } from '../render/colors.ts';
import { definitionText } from '../render/definitionText.ts';
import { failedText } from '../render/failedText.ts';
import { print } from '../render/print.ts';
import { runsTable } from '../render/runsTable.ts';
import { searchTables } from '../render/searchText.ts';
import { sweepSummary } from '../render/sweepSummary.ts';
import { tasksText } from '../slurm/tasksText.ts';
import { UsageError } from '../usageError.ts';
import { showPlan, showRun } from './showRun.ts';

/** Runs of a sweep that are shown one by one; of more, a summary and the first. */
const RUNS_SHOWN = 200;

export interface ShowOptions {
  readonly db: string;
  readonly plan?: boolean;
  /** The definition, also where there are sweeps of its name. */
  readonly definition?: boolean;
  readonly limit?: string;
  readonly json?: true;
}

/**
 * @param what the name of a definition, or an address
 * @returns 1 where a run that is shown is damaged
 * @throws InputError when there is no such thing
 */
export async function show(what: string, options: ShowOptions): Promise<ExitStatus> {
  const { db } = options;
  const definition = await builtIns.find(({ name }) => name === what)?.load();
  if (options.definition) {
    if (definition === undefined) throw noDefinition(what);
    console.log(definitionText(definition));
    return exitStatus.ok;
  }
  const isWord = parseAddress(what, 'show').kind === 'word';
  const store = isWord && !existsSync(db) ? undefined : openStore(db, { readOnly: true });
  try {
    const isStored = store !== undefined && (!isWord || isNameOrTag(store, what));
    if (!isStored && definition === undefined) throw nothingOfName(what, db, store);
    const subject = isStored ? resolveSubject(store, what, 'show') : undefined;
    refuseOptions(options, what, subject);
    if (options.json) {
      const limit = mostShown(options);
      const { document, rows } = await showJson({ definition, subject, store }, { limit });
      printJson(document);
      return tellDamaged(rows, 'its configuration is left out');
    }
    if (subject?.kind === 'runs') return await showRuns(subject.runIds, options, store!);
    if (subject === undefined) {
      console.log(definitionText(definition!));
      return exitStatus.ok;
    }
    const shown = shownRuns(store!, subject.sweep, options);
    const status = await showSweep(subject.sweep, shown, { db, store: store! });
    const tasks = await tasksText(store!, subject.sweep);
    if (tasks !== undefined) print(`\n${tasks}`);
    if (definition !== undefined) print(`\nIts definition: npx ranksweep show ${what} --definition`);
    return status;
  } finally {
    store?.close();
  }
}

const noDefinition = (word: string): InputError => {
  const names = builtIns.map(({ name }) => name);
  return new UsageError(
    `show --definition: expected a definition, found '${word}'${hint(word, names, 'definitions')}`,
  );
};

function nothingOfName(word: string, db: string, store: ReadOnlyStore | undefined): InputError {
  if (isDefinitionFile(word)) {
    const command = ranksweepCommand(['run', word, '--dry-run'], db);
    return new InputError(
      `show: expected a definition by name, or a sweep or run, found the file ${word}: ${command} tells what it would run`,
    );
  }
  const stored = store?.sweepLabels().flatMap(({ name, tags }) => [name, ...tags]) ?? [];
  const names = [...new Set([...builtIns.map(({ name }) => name), ...stored])];
  const there = hint(word, names, 'names and tags');
  const place = store === undefined ? `(there is no database at ${db})` : `in ${db}`;
  return new InputError(`show: expected a definition, or a sweep or run ${place}, found '${word}'${there}`);
}

/** Each option is for runs alone, or for a sweep alone. */
function refuseOptions({ plan, limit, db }: ShowOptions, what: string, subject: Subject | undefined): void {
  if (plan && subject?.kind !== 'runs') {
    throw new InputError(`show --plan: expected a run, such as run:1, found '${what}'`);
  }
  if (limit !== undefined && subject?.kind !== 'sweep') {
    throw new InputError(`show --limit: expected a sweep in ${db}, found '${what}'`);
  }
}

interface Limit {
  readonly limit?: string | undefined;
}

const mostShown = ({ limit }: Limit): number | undefined =>
  limit === undefined ? undefined : wholeNumber('--limit', limit, 1);

interface ShownRuns {
  readonly text: string;
  /** Which of the sweep's runs are shown; undefined: all. */
  readonly choice: RunChoice | undefined;
}

/** All runs of a small sweep; of a large one what came of it, and some. */
function shownRuns(store: ReadOnlyStore, sweep: SweepSummary, { limit }: Limit): ShownRuns {
  const most = mostShown({ limit }) ?? RUNS_SHOWN;
  if (store.runsOfSweep(sweep.id, { limit: most + 1 }).length <= most) {
    return { text: runsTable(store, sweep.id), choice: undefined };
  }
  const choice = { limit: most };
  const all = registeredRuns(sweep.runs);
  const text = [
    `${sweepSummary(store, sweep)}\n`,
    `${runsTable(store, sweep.id, choice)}\n`,
    `These are the first ${most} of ${all} runs. --limit ${all} shows all, show run:3,5..9 those of these numbers, and SQL any:`,
    `ranksweep sql "select * from run_table where run_id in (select run_id from sweep_runs where sweep_id = ${sweep.id})"`,
  ].join('\n');
  return { text, choice };
}

async function showSweep(
  sweep: SweepSummary,
  { text, choice }: ShownRuns,
  { db, store }: { readonly db: string; readonly store: ReadOnlyStore },
): Promise<ExitStatus> {
  const heading = visibleText(`${sweepText(sweep)} in ${db}: preset ${sweep.preset}`);
  console.log(`${paint('bold', heading)}, ${paintStatus(sweep.status)}\n`);
  if (sweep.specDamage !== undefined) print(`Its axes are not shown: ${sweep.specDamage}\n`);
  for (const table of searchTables(store, sweep)) print(`${table}\n`);
  console.log(text);
  const ofRuns = choice?.runIds === undefined ? undefined : choice;
  const failed = sweep.runs.failed === 0 ? undefined : failedText(store, sweep, { db, choice: ofRuns });
  if (failed !== undefined) print(`\n${failed}`);
  const beyond = choice?.runIds === undefined ? beyondText(store, sweep.id) : undefined;
  if (beyond !== undefined) print(`\n${beyond}.`);
  const boundaries = await storedBoundaryTables(store, sweep);
  if (boundaries !== undefined) print(`\n${boundaries}`);
  return tellDamaged(store.runsOfSweep(sweep.id, choice), 'it is shown without its axes');
}

/** One run in full; several in tables, each with the newest of its sweeps. */
async function showRuns(
  runIds: readonly number[],
  { plan, db }: ShowOptions,
  store: ReadOnlyStore,
): Promise<ExitStatus> {
  const bySweep = Map.groupBy(runIds, (runId) => store.runPlaces(runId)[0]?.sweepId);
  const statuses: ExitStatus[] = [];
  for (const [sweepId, group] of bySweep) {
    if (statuses.length > 0) print('');
    const sweep = sweepId === undefined ? undefined : store.sweep(sweepId);
    if (plan || runIds.length === 1 || sweep === undefined) {
      const runs = group.flatMap((runId) => store.run(runId) ?? []);
      for (const run of runs) statuses.push(plan ? await showPlan(run, db) : await showRun(run, store));
      continue;
    }
    const choice = { runIds: group };
    statuses.push(
      await showSweep(sweep, { text: runsTable(store, sweep.id, choice), choice }, { db, store }),
    );
  }
  return statuses.find((status) => status !== exitStatus.ok) ?? exitStatus.ok;
}
