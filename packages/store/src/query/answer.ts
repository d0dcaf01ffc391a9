/** Executes a query in the query's own process. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { csvPieces, jsonPieces, type Block } from '@ranksweep/tables';
import { exactBlocks, readQuery, untyped } from './query.ts';
import type { QueryAnswer, QueryPreview, QueryRequest } from './messages.ts';

export function answer(request: QueryRequest): QueryAnswer {
  try {
    return request.kind === 'preview'
      ? { kind: 'preview', preview: previewed(request) }
      : { kind: 'written', rows: written(request) };
  } catch (error) {
    return { kind: error instanceof InputError ? 'refused' : 'failed', message: (error as Error).message };
  }
}

function previewed({ path, sql, mostRows }: Extract<QueryRequest, { kind: 'preview' }>): QueryPreview {
  const startMs = performance.now();
  return readQuery(path, sql, (columns, statement) => {
    const rows: QueryPreview['rows'][number][] = [];
    let isCut = false;
    for (const row of statement.safeIntegers().iterate()) {
      isCut = rows.length === mostRows;
      if (isCut) break;
      rows.push(row.map(shown));
    }
    return { columns, rows, isCut, wallMs: performance.now() - startMs };
  });
}

/** How many characters of a text are shown. A column may hold megabytes. */
const MOST_CHARACTERS = 1000;

function shown(value: unknown): number | string | null {
  if (typeof value === 'number' || value === null) return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  const text = String(value as string | bigint);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

const formats = { csv: csvPieces, json: jsonPieces };

/** @returns the number of rows */
function written({ path, sql, target, format }: Extract<QueryRequest, { kind: 'write' }>): number {
  return readQuery(path, sql, (columns, statement) => {
    let rows = 0;
    function* counted(): Generator<Block> {
      for (const block of exactBlocks(statement)) {
        yield block;
        rows++;
      }
    }
    const file = openSync(target, 'w');
    try {
      for (const piece of formats[format]({ columns: untyped(columns), blocks: counted() })) {
        writeWhole(file, piece);
      }
    } finally {
      closeSync(file);
    }
    return rows;
  });
}

/** One call may write only a part. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
