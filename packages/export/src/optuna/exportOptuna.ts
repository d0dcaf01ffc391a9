/**
 * Exports a sweep as studies in a SQLite database that Optuna and optuna-dashboard read: one study for each part, whose trials are the
 * part's cells, and whose values are medians over seeds.
 */
import { getPath, median } from '@ranksweep/core';
import type { SearchAxis } from '@ranksweep/kinds';
import { measuredRuns, requireSpec, type ReadOnlyStore } from '@ranksweep/store';
import Database from 'better-sqlite3';
import type { Subject } from '../subject.ts';
import type { PieceWriter } from '../writePieces.ts';
import { distributionOf, type Distribution, type ParamValue } from './distributions.ts';
import { ALEMBIC_VERSION, LIBRARY_VERSION, OPTUNA_SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** What a study's trials are compared by. */
export interface StudyObjective {
  readonly name: string;
  readonly goal: 'minimize' | 'maximize';
}

/** What was exported. */
export interface StudiesExported<Result> {
  readonly studies: number;
  readonly trials: number;
  /** What the writer returns. */
  readonly written: Result;
}

type SweepSubject = Extract<Subject, { kind: 'sweep' }>;

/** Throws like the writer. */
export async function exportOptuna<Result>(
  store: ReadOnlyStore,
  subject: SweepSubject,
  objectives: readonly StudyObjective[],
  write: PieceWriter<Result>,
): Promise<StudiesExported<Result>> {
  const database = new Database(':memory:');
  try {
    database.exec(OPTUNA_SCHEMA);
    database.prepare('INSERT INTO version_info VALUES (1, ?, ?)').run(SCHEMA_VERSION, LIBRARY_VERSION);
    database.prepare('INSERT INTO alembic_version VALUES (?)').run(ALEMBIC_VERSION);
    const parts = Map.groupBy(subject.runs, ({ part }) => part);
    let trials = 0;
    database.transaction(() => {
      for (const part of parts.keys()) trials += writeStudy(database, store, subject, { part, objectives });
    })();
    return { studies: parts.size, trials, written: await write([database.serialize()]) };
  } finally {
    database.close();
  }
}

interface StudyOf {
  readonly part: string;
  readonly objectives: readonly StudyObjective[];
}

/** @returns how many trials it has */
function writeStudy(
  database: Database.Database,
  store: ReadOnlyStore,
  { sweep, runs }: SweepSubject,
  { part, objectives }: StudyOf,
): number {
  const insert: Insert = (table, columns) =>
    database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')})`);
  const studyId = insertStudy(insert, `${sweep.name}-${sweep.id}/${part}`, objectives);
  const params = paramsOfCells(store, sweep.id, part);
  const space = getPath(requireSpec(sweep), `parts.${part}.search.space`) as Space | undefined;
  const insertTrial = trialInserter(insert, studyId, distributionsOf([...params.values()], space));
  const values = objectives.map(
    ({ name }) =>
      new Map(measuredRuns(store, sweep.id, part, name).map(({ runId, value }) => [runId, value])),
  );
  const pruned = new Set(
    store
      .trials(sweep.id)
      .flatMap((trial) => (trial.part === part && trial.state === 'pruned' ? [trial.cell] : [])),
  );
  const own = runs.filter((run) => run.part === part);
  const inCells = [...Map.groupBy(own, ({ cell }) => cell)].sort(([a], [b]) => a - b);
  for (const [number, [cell, inCell]] of inCells.entries()) {
    const medians = values.map((ofRun) => median(inCell.map(({ runId }) => ofRun.get(runId) ?? NaN)));
    const state = stateOf(inCell, medians, pruned.has(cell));
    insertTrial({ number, cell, runs: inCell, medians, state, params: params.get(cell) ?? new Map() });
  }
  return inCells.length;
}

type Insert = (table: string, columns: string) => Database.Statement;
type RowId = Database.RunResult['lastInsertRowid'];
type Space = Readonly<Record<string, SearchAxis>>;
/** Axis path -> value. */
type Params = ReadonlyMap<string, ParamValue>;
type Distributions = ReadonlyMap<string, Distribution>;

function insertStudy(insert: Insert, name: string, objectives: readonly StudyObjective[]): RowId {
  const studyId = insert('studies', 'study_name').run(name).lastInsertRowid;
  const direction = insert('study_directions', 'direction, study_id, objective');
  for (const [i, { goal }] of objectives.entries()) direction.run(goal.toUpperCase(), studyId, i);
  insert('study_system_attributes', 'study_id, key, value_json').run(
    studyId,
    'study:metric_names',
    JSON.stringify(objectives.map((objective) => objective.name)),
  );
  return studyId;
}

function paramsOfCells(store: ReadOnlyStore, sweepId: number, part: string): Map<number, Params> {
  const cells = new Map<number, Map<string, ParamValue>>();
  for (const { cell, name: path, value } of store.cellValues(sweepId, part)) {
    cells.set(cell, (cells.get(cell) ?? new Map<string, ParamValue>()).set(path, value));
  }
  return cells;
}

/** Of every axis, from its values in all cells and from what a search says of it. */
function distributionsOf(cells: readonly Params[], space: Space | undefined): Distributions {
  const paths = [...new Set(cells.flatMap((params) => [...params.keys()]))];
  return new Map(
    paths.map((path) => {
      const values = [...new Set(cells.flatMap((params) => params.get(path) ?? []))];
      return [path, distributionOf(values, space?.[path])];
    }),
  );
}

interface Trial {
  /** From 0, in the order of cells. */
  readonly number: number;
  readonly cell: number;
  readonly runs: SweepSubject['runs'];
  /** Over the runs, one for each objective. */
  readonly medians: readonly number[];
  readonly state: TrialState;
  readonly params: Params;
}

function trialInserter(insert: Insert, studyId: RowId, distributions: Distributions): (trial: Trial) => void {
  const trials = insert('trials', 'number, study_id, state, datetime_start, datetime_complete');
  const trialParams = insert('trial_params', 'trial_id, param_name, param_value, distribution_json');
  const trialValues = insert('trial_values', 'trial_id, objective, value, value_type');
  const attributes = insert('trial_user_attributes', 'trial_id, key, value_json');
  return ({ number, cell, runs, medians, state, params }) => {
    const started = timesOf(runs, 'startedAt').at(0) ?? null;
    const hasEnded = state !== 'RUNNING' && state !== 'WAITING';
    const finished = hasEnded ? (timesOf(runs, 'finishedAt').at(-1) ?? null) : null;
    const trialId = trials.run(number, studyId, state, started, finished).lastInsertRowid;
    for (const [path, value] of params) {
      const distribution = distributions.get(path)!;
      trialParams.run(trialId, path, distribution.stored(value), distribution.json);
    }
    if (state === 'COMPLETE') {
      for (const [objective, value] of medians.entries())
        trialValues.run(trialId, objective, ...storedValue(value));
    }
    const told = { cell, runs: runs.map(({ runId }) => runId), seeds: runs.map(({ seed }) => seed) };
    for (const [key, value] of Object.entries(told)) attributes.run(trialId, key, JSON.stringify(value));
  };
}

type TrialState = 'COMPLETE' | 'FAIL' | 'PRUNED' | 'RUNNING' | 'WAITING';

/** Optuna has no value that is no number: a cell whose runs diverged has failed. */
function stateOf(
  runs: readonly { readonly status: string }[],
  medians: readonly number[],
  isPruned: boolean,
): TrialState {
  if (isPruned) return 'PRUNED';
  const statuses = new Set(runs.map(({ status }) => status));
  if (statuses.has('running')) return 'RUNNING';
  if (statuses.has('pending')) return 'WAITING';
  return medians.some(Number.isNaN) || !statuses.has('done') ? 'FAIL' : 'COMPLETE';
}

const storedValue = (value: number): [value: number | null, type: string] =>
  value === Infinity ? [null, 'INF_POS'] : value === -Infinity ? [null, 'INF_NEG'] : [value, 'FINITE'];

/** Ascending, as SQLAlchemy writes times: `2026-01-31 12:00:00.000000`. */
const timesOf = (
  runs: readonly { readonly startedAt: string | null; readonly finishedAt: string | null }[],
  key: 'startedAt' | 'finishedAt',
): string[] =>
  runs
    .flatMap((run) => run[key] ?? [])
    .map((time) =>
      time.replace('T', ' ').replace(/\.?\d*Z$/, (rest) => `.${rest.replace(/\D/g, '').padEnd(6, '0')}`),
    )
    .sort();
