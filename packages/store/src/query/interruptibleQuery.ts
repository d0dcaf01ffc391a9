/** Runs a query in a separate process. SQLite cannot be interrupted, so a program that must respond to keys uses this. */
import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';
import type { QueryAnswer, QueryPreview, QueryRequest, QueryTarget } from './messages.ts';

export type { QueryPreview, QueryTarget };

export interface InterruptibleOptions {
  /** Ends the query at once. It then rejects with an AbortError. */
  readonly signal?: AbortSignal;
}

/**
 * Rows of a query for people to look at.
 * @param options mostRows: further rows are left out, and the result says so
 * @throws InputError like `query`
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
 * Writes all rows of a query to a file. If it fails or is aborted, an incomplete file is left.
 * @returns the number of rows
 * @throws InputError like `query`
 * @throws Error if the file cannot be written
 */
export async function writeQuery(
  path: string,
  sql: string,
  { target, format, signal }: InterruptibleOptions & QueryTarget,
): Promise<number> {
  const answer = await ask(
    { kind: 'write', path: resolve(path), sql, target: resolve(target), format },
    signal,
  );
  if (answer.kind === 'written') return answer.rows;
  throw unexpected(answer);
}

function unexpected(answer: QueryAnswer): Error {
  if (answer.kind === 'refused') return new InputError(answer.message);
  return new Error(answer.kind === 'failed' ? answer.message : `unexpected answer ${answer.kind}`);
}

const queryProcess = fileURLToPath(new URL('queryProcess.ts', import.meta.url));

/**
 * Rejects once the process is gone and writes nothing any more. The process neither keeps this one from exiting nor outlives it.
 */
function ask(request: QueryRequest, signal: AbortSignal | undefined): Promise<QueryAnswer> {
  return new Promise((answered, failed) => {
    const child = fork(queryProcess, [String(process.pid)], {
      execArgv: [],
      serialization: 'advanced', // JSON has no infinities.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      killSignal: 'SIGKILL', // No other signal has an effect while SQLite works.
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
