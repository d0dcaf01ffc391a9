/** A query in a process of its own: SQLite does not pause, so whoever has to answer keys meanwhile asks here. */
import { fork } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';
import type { QueryAnswer, QueryPreview, QueryRequest } from './messages.ts';

export type { QueryPreview };

export interface InterruptibleOptions {
  /** Ends the query at once; it then rejects with an AbortError. */
  readonly signal?: AbortSignal;
}

/**
 * Rows of a query for people to look at.
 * @param options mostRows: further rows are left out, and told
 * @throws InputError as `query` does
 * @throws Error if its process fails
 */
export async function previewQuery(
  path: string,
  sql: string,
  { mostRows, signal }: InterruptibleOptions & { readonly mostRows: number },
): Promise<QueryPreview> {
  const answer = await ask({ kind: 'preview', path: resolve(path), sql, mostRows }, signal);
  if (answer.kind === 'preview') return answer.preview;
  throw unexpected(answer);
}

/**
 * Writes all rows of a query as CSV. The file is there whole or not at all.
 * @returns the number of rows
 * @throws InputError as `query` does, and if `target` is there
 * @throws Error if it cannot be written
 */
export async function exportQuery(
  path: string,
  sql: string,
  target: string,
  { signal }: InterruptibleOptions = {},
): Promise<number> {
  if (existsSync(target)) throw new InputError(`${target}: expected no such file, found one; name another`);
  const temporary = join(dirname(resolve(target)), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const answer = await ask({ kind: 'export', path: resolve(path), sql, target: temporary }, signal);
    if (answer.kind !== 'exported') throw unexpected(answer);
    renameSync(temporary, target);
    return answer.rows;
  } catch (error) {
    (error as Error).message = (error as Error).message.replaceAll(temporary, target);
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function unexpected(answer: QueryAnswer): Error {
  if (answer.kind === 'refused') return new InputError(answer.message);
  return new Error(answer.kind === 'failed' ? answer.message : `unexpected answer ${answer.kind}`);
}

const queryProcess = fileURLToPath(new URL('queryProcess.ts', import.meta.url));

/** Rejects when the process has gone, which writes nothing any more; it neither keeps this one from ending nor outlives it. */
function ask(request: QueryRequest, signal: AbortSignal | undefined): Promise<QueryAnswer> {
  return new Promise((answered, failed) => {
    const child = fork(queryProcess, {
      execArgv: [],
      serialization: 'advanced', // JSON has no infinities
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      killSignal: 'SIGKILL', // no other one is heard while SQLite works
      ...(signal === undefined ? {} : { signal }),
    });
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('message', (answer) => answered(answer as QueryAnswer));
    let trouble: Error | undefined;
    child.once('error', (error) => {
      trouble = error;
      if (child.pid === undefined) failed(error);
    });
    child.once('exit', (status, endedBy) => {
      process.off('exit', end);
      failed(
        trouble ??
          new Error(`the query's process ended without an answer (${endedBy ?? `status ${status}`})`),
      );
    });
    child.unref();
    child.channel?.unref();
    child.send(request, (error) => error && failed(error));
  });
}
