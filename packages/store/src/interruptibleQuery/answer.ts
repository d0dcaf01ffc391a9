/** The work of a query's process. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { readQuery } from '../query.ts';
import { csvLines } from '../queryCsv.ts';
import type { QueryAnswer, QueryPreview, QueryRequest } from './messages.ts';

export function answer(request: QueryRequest): QueryAnswer {
  try {
    return request.kind === 'preview'
      ? { kind: 'preview', preview: previewed(request) }
      : { kind: 'exported', rows: exported(request) };
  } catch (error) {
    return { kind: error instanceof InputError ? 'refused' : 'failed', message: (error as Error).message };
  }
}

function previewed({ path, sql, mostRows }: Extract<QueryRequest, { kind: 'preview' }>): QueryPreview {
  const startMs = performance.now();
  return readQuery(path, sql, (columns, statement) => {
    const rows: QueryPreview['rows'][number][] = [];
    let isCut = false;
    for (const row of statement.iterate()) {
      isCut = rows.length === mostRows;
      if (isCut) break;
      rows.push(row.map(shown));
    }
    return { columns, rows, isCut, wallMs: performance.now() - startMs };
  });
}

/** Characters of a text that are looked at; a column may hold megabytes. */
const mostCharacters = 1000;

function shown(value: unknown): number | string | null {
  if (typeof value === 'number' || value === null) return value;
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  const text = String(value as string | bigint);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

/** Bytes handed to the file at a time. */
const chunkSize = 65_536;

/** @returns the number of rows */
function exported({ path, sql, target }: Extract<QueryRequest, { kind: 'export' }>): number {
  return readQuery(path, sql, (columns, statement) => {
    const file = openSync(target, 'wx');
    let [text, lines] = ['', 0];
    try {
      for (const line of csvLines(columns, statement.iterate())) {
        text += line;
        lines++;
        if (text.length < chunkSize) continue;
        writeWhole(file, text);
        text = '';
      }
      writeWhole(file, text);
    } finally {
      closeSync(file);
    }
    return lines - 1;
  });
}

/** One call may write a part alone. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
