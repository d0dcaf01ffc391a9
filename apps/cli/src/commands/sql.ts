/** `ranksweep sql "..."` */
import { InputError } from '@ranksweep/core';
import { writeNewFile, type Pieces } from '@ranksweep/export';
import { streamQuery, writeQuery } from '@ranksweep/store';
import { csvPieces, jsonPieces, type Table } from '@ranksweep/tables';
import { countOf, visibleText } from '@ranksweep/text';
import type { ExitStatus } from '../exitStatus.ts';
import { interruptible } from '../interruptible.ts';
import { print } from '../render/print.ts';
import { tablePieces } from '../render/table.ts';
import { STANDARD_OUTPUT, toStandardOutput } from '../standardOutput.ts';

interface SqlOptions {
  readonly db: string;
  readonly format: 'table' | 'csv' | 'json';
  readonly out?: string;
  readonly force?: boolean;
}

const writers: Readonly<Record<SqlOptions['format'], (table: Table) => Pieces>> = {
  table: tablePieces,
  csv: csvPieces,
  json: (table) => visiblePieces(jsonPieces(table)),
};

/** @throws InputError for a query that is wrong or would write, and for a file that is there already */
export async function sql(text: string, options: SqlOptions): Promise<ExitStatus> {
  const { db, format, out = STANDARD_OUTPUT } = options;
  if (out !== STANDARD_OUTPUT) return sqlIntoFile(text, { ...options, out });
  // Ctrl-C ends the process as it is: no signal could be heard while SQLite works, and there is nothing to clean up.
  return streamQuery(db, text, (table) => toStandardOutput(writers[format](table)));
}

/** In a process of its own, which Ctrl-C ends at once. */
async function sqlIntoFile(
  text: string,
  { db, format, out, force = false }: SqlOptions & { readonly out: string },
): Promise<ExitStatus> {
  if (format === 'table') {
    throw new InputError(
      `--out ${out}: expected --format csv or json with it, found table, which is to be looked at`,
    );
  }
  return interruptible(async (signal) => {
    let rows = 0;
    const bytes = await writeNewFile({ path: out, force }, async (temporary) => {
      rows = await writeQuery(db, text, { target: temporary, format, signal });
    });
    print(`${out}: ${countOf(rows, 'row')}, ${bytes} bytes`);
  });
}

/** JSON that has the same values, and nothing that a terminal would obey. */
function* visiblePieces(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield visibleText(piece);
}
