/** One file by HTTP, with a bound on its size. */
import { open } from 'node:fs/promises';
import { InputError } from '@ranksweep/core';
import { request, statusProblem } from './request.ts';

export interface Download {
  readonly url: string;
  readonly path: string;
  /** Default: none but those of HTTP itself. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly mostBytes: number;
  /** Bytes that the file has from an earlier try; the rest is added. Default: 0, a new file. */
  readonly from?: number;
  /** How long a server may say nothing. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  /** Told as bytes come, with those that were there; `all` is what the server says, if it does. */
  readonly onBytes: (bytes: number, all: number | undefined) => void;
}

/**
 * A server that cannot send a part sends all of the file, which is then written anew.
 * @throws InputError that says what is wrong with the answer, without the URL
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function download({
  url,
  path,
  headers = {},
  mostBytes,
  from = 0,
  stallMs,
  signal,
  onBytes,
}: Download): Promise<void> {
  // Bytes that the server compresses on the way cannot be counted from.
  const part = from === 0 ? {} : { range: `bytes=${from}-`, 'accept-encoding': 'identity' };
  await request(url, { headers: { ...headers, ...part }, stallMs, signal }, async (response, heard) => {
    if (!response.ok || response.body === null) throw statusProblem(response);
    const isRest = response.status === 206 && rangeStart(response) === from;
    if (response.status === 206 && !isRest) throw new InputError(`expected a file from byte ${from} on`);
    let bytes = isRest ? from : 0;
    const length = Number(response.headers.get('content-length')) || undefined;
    const all = length === undefined ? undefined : bytes + length;
    const file = await open(path, isRest ? 'a' : 'w');
    try {
      for await (const chunk of response.body) {
        heard();
        bytes += chunk.length;
        if (bytes > mostBytes) throw new InputError(`expected at most ${mostBytes} bytes, found more`);
        await file.appendFile(chunk);
        onBytes(bytes, all);
      }
    } finally {
      await file.close();
    }
  });
}

/** Of `content-range: bytes 100-199/200` it is 100. */
const rangeStart = ({ headers }: Response): number =>
  Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
