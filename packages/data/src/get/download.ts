/** One file by HTTP, with a bound on its size, and an end for a server that says nothing more. */
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@ranksweep/core';

export interface Download {
  readonly url: string;
  readonly path: string;
  readonly mostBytes: number;
  /** How long a server may say nothing. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  /** Told as bytes come; `all` is what the server says, if it does. */
  readonly onBytes: (bytes: number, all: number | undefined) => void;
}

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which Node's own fetch leaves aside.
let isProxySet = false;
function useProxy(): void {
  if (!isProxySet) http.setGlobalProxyFromEnv();
  isProxySet = true;
}

/**
 * @throws InputError that says what is wrong with the answer, without the URL
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function download({ url, path, mostBytes, stallMs, signal, onBytes }: Download): Promise<void> {
  useProxy();
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), stallMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, stalled.signal]) });
    if (!response.ok || response.body === null) {
      throw new InputError(
        `expected a file, found HTTP status ${response.status} ${response.statusText}`.trimEnd(),
      );
    }
    const all = Number(response.headers.get('content-length')) || undefined;
    let bytes = 0;
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          timer.refresh();
          bytes += chunk.length;
          if (bytes > mostBytes) throw new InputError(`expected at most ${mostBytes} bytes, found more`);
          onBytes(bytes, all);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (stalled.signal.aborted) {
      throw new InputError(`expected an answer, found none for ${stallMs / 1000} s`, { cause: error });
    }
    throw isOfNetwork(error) ? new InputError(networkProblem(error), { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** What fetch throws: a TypeError whose cause says more, such as ENOTFOUND. */
const isOfNetwork = (error: unknown): error is TypeError => error instanceof TypeError;

function networkProblem({ message, cause }: TypeError): string {
  // Of several addresses that were tried, each has an error, and the whole has no message.
  const { code, message: detail } = (cause ?? {}) as NodeJS.ErrnoException;
  const reason = detail || code || message;
  return message === 'terminated' ? `the answer broke off: ${reason}` : reason;
}
