/** `ranksweep export`: a sweep or runs as a file for other programs. */
import { join } from 'node:path';
import { InputError, listed } from '@ranksweep/core';
import { countOf } from '@ranksweep/text';
import {
  exportArrays,
  exportOptuna,
  exportTable,
  findSubject,
  toNewFile,
  type Pieces,
  type PieceWriter,
  type Subject,
  type TableName,
} from '@ranksweep/export';
import {
  openStore,
  runAddress,
  sweepText,
  type ReadOnlyStore,
  type RunRow,
  type Sound,
} from '@ranksweep/store';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { fileStem } from '../fileStem.ts';
import { objectivesAsked, type ObjectiveOptions } from '../objectives.ts';
import { requireFileName } from '../pathProblem.ts';
import { interruptible } from '../interruptible.ts';
import { requireObjective } from '../plot/analysis/readTable.ts';
import { print } from '../render/print.ts';
import { resultFolder } from '../resultFolder.ts';
import { sweepFileStem } from '../sweepFiles.ts';
import { STANDARD_OUTPUT, toStandardOutput } from '../standardOutput.ts';

export interface ExportOptions extends ObjectiveOptions {
  readonly format: 'csv' | 'parquet' | 'npz' | 'optuna';
  readonly table?: TableName;
  readonly out?: string;
  readonly force?: boolean;
  readonly db: string;
}

/**
 * @returns 1 where a damaged run of the sweep is left out
 * @throws InputError for bad usage, something that is not in the database, or a file that is there already
 */
export async function exportResults(what: string, options: ExportOptions): Promise<ExitStatus> {
  const { db, out, force = false } = options;
  requireFitting(options);
  const store = openStore(db, { readOnly: true });
  try {
    const subject = findSubject(store, what);
    const status = await interruptible(
      async (signal) => {
        if (out === STANDARD_OUTPUT) {
          const write = (pieces: Pieces) => toStandardOutput(pieces, signal);
          const { written, note } = await exported(store, subject, options, write);
          if (note !== undefined) console.error(note);
          return written;
        }
        const path =
          out !== undefined
            ? requireFileName('--out', out)
            : join(resultFolder(db, 'exports'), defaultName(subject, options));
        const write = toNewFile({ path, force, signal });
        const { content, written: bytes, note } = await exported(store, subject, options, write);
        print(`${path}: ${content}, ${bytes} bytes`);
        if (note !== undefined) print(note);
        return undefined;
      },
      out === STANDARD_OUTPUT ? { message: 'Stopped.' } : {},
    );
    const damaged = subject.kind === 'sweep' ? subject.damaged : [];
    return status === exitStatus.ok ? tellDamaged(damaged, 'it is left out') : status;
  } finally {
    store.close();
  }
}

/** @throws InputError for options that say nothing of this format */
function requireFitting({ format, table, minimize, maximize }: ExportOptions): void {
  if (table !== undefined && format !== 'csv' && format !== 'parquet') {
    const whole = format === 'npz' ? 'a run' : 'a sweep';
    throw new InputError(
      `--table: expected --format csv or parquet with it, found ${format}, which holds ${whole} whole`,
    );
  }
  const objective = minimize !== undefined ? '--minimize' : maximize !== undefined ? '--maximize' : undefined;
  if (objective !== undefined && format !== 'optuna') {
    throw new InputError(
      `${objective}: expected --format optuna with it, found ${format}, which has every metric`,
    );
  }
}

function defaultName(subject: Subject, { format, table = 'points' }: ExportOptions): string {
  const stem =
    subject.kind === 'sweep'
      ? sweepFileStem(subject.sweep)
      : fileStem(`run-${subject.runs.map(({ runId }) => runId).join('+')}`);
  if (format === 'optuna') return `${stem}-optuna.db`;
  return format === 'npz' ? `${stem}.npz` : `${stem}-${table}.${format}`;
}

interface Exported<Result> {
  /** In words. */
  readonly content: string;
  /** What the writer says. */
  readonly written: Result;
  readonly note?: string;
}

async function exported<Result>(
  store: ReadOnlyStore,
  subject: Subject,
  { format, table = 'points', ...objectives }: ExportOptions,
  write: PieceWriter<Result>,
): Promise<Exported<Result>> {
  if (format === 'npz') return exportedRun(store, subject, write);
  if (format === 'optuna') return exportedStudies(store, subject, objectives, write);
  const { rows, written } = await exportTable(store, subject, { table, format }, write);
  return { content: `${countOf(rows, 'row')} of ${table}`, written };
}

/** @throws InputError for runs without a sweep, and where nothing says what is to be minimized or maximized */
async function exportedStudies<Result>(
  store: ReadOnlyStore,
  subject: Subject,
  options: ObjectiveOptions,
  write: PieceWriter<Result>,
): Promise<Exported<Result>> {
  if (subject.kind === 'runs') {
    throw new InputError('--format optuna: expected a sweep, whose cells are trials, found runs');
  }
  const objectives = objectivesAsked(subject.sweep, options);
  if (objectives.length === 0) {
    throw new InputError(
      `--format optuna: expected --minimize or --maximize, such as --minimize train_loss, since ${sweepText(subject.sweep)} does not ` +
        'say what it searches for; found neither',
    );
  }
  for (const objective of objectives) requireObjective(store, subject.sweep, objective);
  const { studies, trials, written } = await exportOptuna(store, subject, objectives, write);
  const all = countOf(trials, 'trial');
  return { content: studies === 1 ? `a study of ${all}` : `${studies} studies with ${all} in all`, written };
}

async function exportedRun<Result>(
  store: ReadOnlyStore,
  subject: Subject,
  write: PieceWriter<Result>,
): Promise<Exported<Result>> {
  const run = onlyRun(subject);
  const { runId, status } = run;
  const { arrays, written, finalIteration } = await exportArrays(store, run, write);
  const content = `run ${runId}, ${countOf(arrays, 'array')}`;
  if (finalIteration !== undefined) return { content, written };
  const note = `Without final parameters: the database keeps none of run ${runId}, which is ${status}.`;
  return { content, written, note };
}

function onlyRun(subject: Subject): Sound<RunRow> {
  const [run, ...others] = subject.runs;
  if (subject.kind === 'runs' && run !== undefined && others.length === 0) return run;
  const runs = listed([...new Set(subject.runs.map(({ runId }) => runAddress(runId)))]);
  const found = subject.kind === 'sweep' ? `${sweepText(subject.sweep)}, whose runs are ${runs}` : runs;
  throw new InputError(`--format npz: expected one run, found ${found}`);
}
