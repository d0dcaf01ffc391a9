/** `ranksweep export`: a sweep or a run as a file for other programs. */
import { dirname, join } from 'node:path';
import { InputError } from '@ranksweep/core';
import {
  exportArrays,
  exportTable,
  findSubject,
  type NewFileOptions,
  type Subject,
  type TableName,
} from '@ranksweep/export';
import { openStore, type ReadOnlyStore } from '@ranksweep/store';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { fileStem } from '../fileStem.ts';
import { requireFileName } from '../pathProblem.ts';
import { interruptible } from '../interruptible.ts';
import { print } from '../render/print.ts';

export interface ExportOptions {
  readonly format: 'csv' | 'parquet' | 'npz';
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
  const { format, table, db, force = false } = options;
  if (format === 'npz' && table !== undefined) {
    throw new InputError(
      `--table: expected --format csv or parquet with it, found npz, which holds a run whole`,
    );
  }
  const store = openStore(db, { readOnly: true });
  try {
    const subject = findSubject(store, what);
    const { out } = options;
    const path =
      out !== undefined
        ? requireFileName('--out', out)
        : join(dirname(db), 'exports', defaultName(what, subject, options));
    const status = await interruptible(async (signal) => {
      const file = { path, force, signal };
      if (format === 'npz') await exportRun(store, subject, file);
      else await exportRows(store, subject, table ?? 'points', format, file);
    });
    const damaged = subject.kind === 'sweep' ? subject.damaged : [];
    return status === exitStatus.ok ? tellDamaged(damaged, 'it is left out') : status;
  } finally {
    store.close();
  }
}

function defaultName(what: string, subject: Subject, { format, table = 'points' }: ExportOptions): string {
  const stem = subject.kind === 'run' ? `run-${what}` : fileStem(what);
  return format === 'npz' ? `${stem}.npz` : `${stem}-${table}.${format}`;
}

async function exportRows(
  store: ReadOnlyStore,
  subject: Subject,
  table: TableName,
  format: 'csv' | 'parquet',
  file: NewFileOptions,
): Promise<void> {
  const { rows, bytes } = await exportTable(store, subject, table, format, file);
  print(`${file.path}: ${rows} rows of ${table}, ${bytes} bytes`);
}

async function exportRun(store: ReadOnlyStore, subject: Subject, file: NewFileOptions): Promise<void> {
  if (subject.kind === 'sweep') {
    const numbers = [...new Set(subject.runs.map(({ runId }) => runId))];
    const some = numbers.slice(0, 10).join(', ') + (numbers.length > 10 ? ', ...' : '');
    throw new InputError(
      `--format npz: expected a run's number, found the sweep '${subject.sweep.name}'; its runs: ${some}`,
    );
  }
  const { runId, status } = subject.run;
  const { arrays, bytes, finalIteration } = await exportArrays(store, subject.run, file);
  print(`${file.path}: run ${runId}, ${arrays} arrays, ${bytes} bytes`);
  if (finalIteration === undefined) {
    print(`Without final parameters: the database keeps none of run ${runId}, which is ${status}.`);
  }
}
