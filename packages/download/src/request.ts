/** One request by HTTP, with an end for a server that says nothing more. */
import http from 'node:http';
import { InputError } from '@ranksweep/core';

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a server may say nothing. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which Node's own fetch leaves aside.
let isProxySet = false;
function useProxy(): void {
  if (!isProxySet) http.setGlobalProxyFromEnv();
  isProxySet = true;
}

/**
 * @param read reads the answer, and calls `heard` whenever some of it has come
 * @throws InputError that says what is wrong with the answer, without the URL
 * @throws the signal's reason once it is aborted, and what `read` throws
 */
export async function request<Result>(
  url: string,
  { headers = {}, stallMs, signal }: RequestOptions,
  read: (response: Response, heard: () => void) => Promise<Result>,
): Promise<Result> {
  useProxy();
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), stallMs);
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, stalled.signal]) });
    return await read(response, () => void timer.refresh());
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

/** What the status of an answer says where it is not the one that was expected. */
export const statusProblem = ({ status, statusText }: Response): InputError =>
  new InputError(`expected a file, found HTTP status ${status} ${statusText}`.trimEnd());

/** What fetch throws: a TypeError whose cause says more, such as ENOTFOUND. */
const isOfNetwork = (error: unknown): error is TypeError => error instanceof TypeError;

function networkProblem({ message, cause }: TypeError): string {
  // Of several addresses that were tried, each has an error, and the whole has no message.
  const { code, message: detail } = (cause ?? {}) as NodeJS.ErrnoException;
  const reason = detail || code || message;
  return message === 'terminated' ? `the answer broke off: ${reason}` : reason;
}
