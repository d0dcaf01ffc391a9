/** Large files from a real server that breaks off, cannot send parts, or sends something else. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadVerified, partOf, type VerifiedDownload } from '@ranksweep/download';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { serve } from './support/serve.ts';

const content = randomBytes(300_000);
const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Answer = (response: ServerResponse, from: number | undefined) => void;

/** A server of the file, and from which bytes on it was asked for. */
async function server(answer: Answer): Promise<{ url: string; asked: (number | undefined)[] }> {
  const asked: (number | undefined)[] = [];
  const url = await serve(({ headers }, response) => {
    const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
    const from = start === undefined ? undefined : Number(start);
    asked.push(from);
    answer(response, from);
  });
  return { url, asked };
}

/** As servers do that send parts. */
const inParts: Answer = (response, from) => {
  if (from !== undefined) {
    response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` });
  }
  response.end(content.subarray(from ?? 0));
};

/** Sends so many bytes, and ends the connection once some of them have been written to the file. */
const breakingOffAfter =
  (bytes: number, path: string): Answer =>
  (response, from = 0) => {
    const isPart = from > 0;
    response.writeHead(isPart ? 206 : 200, {
      'content-length': content.length - from,
      ...(isPart && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    response.write(content.subarray(from, from + bytes));
    const look = setInterval(() => {
      if ((statSync(partOf(path), { throwIfNoEntry: false })?.size ?? 0) > from) response.destroy();
    }, 5);
    response.on('close', () => clearInterval(look));
  };

interface Got {
  readonly path: string;
  readonly told: readonly number[];
}

async function get(
  url: string,
  options: Partial<VerifiedDownload> & { readonly there?: Buffer } = {},
): Promise<Got> {
  const { path = join(temporaryFolder(), 'file'), there, ...rest } = options;
  if (there !== undefined) writeFileSync(partOf(path), there);
  const told: number[] = [];
  await downloadVerified({
    url,
    path,
    bytes: content.length,
    sha256: digestOf(content),
    stallMs: 30_000,
    pauseMs: 0,
    signal: new AbortController().signal,
    onBytes: (bytes) => told.push(bytes),
    ...rest,
  });
  return { path, told };
}

describe('a large file', () => {
  it('comes whole, and is not asked for again', async () => {
    const { url, asked } = await server(inParts);
    const { path, told } = await get(url);
    expect(readFileSync(path)).toEqual(content);
    expect(told.at(-1)).toBe(content.length);
    await get(url, { path });
    expect(asked).toEqual([undefined]);
    expect(existsSync(partOf(path))).toBe(false);
  });

  it('goes on by itself as often as the server breaks off, as long as some of it comes', async () => {
    const path = join(temporaryFolder(), 'file');
    const { url, asked } = await server(breakingOffAfter(50_000, path));
    const { told } = await get(url, { path, tries: 1 });
    expect(readFileSync(path)).toEqual(content);
    expect(asked.length).toBeGreaterThanOrEqual(6);
    expect(asked.slice(1).every((from) => from! > 0)).toBe(true);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('goes on from what an earlier process has left', async () => {
    const { url, asked } = await server(inParts);
    const { path } = await get(url, { there: content.subarray(0, 123_456) });
    expect(readFileSync(path)).toEqual(content);
    expect(asked).toEqual([123_456]);
  });

  it('begins anew with a server that cannot send parts', async () => {
    const { url } = await server((response) => void response.end(content));
    const { path } = await get(url, { there: content.subarray(0, 123_456) });
    expect(readFileSync(path)).toEqual(content);
  });

  it('begins anew where more is there than it has', async () => {
    const { url, asked } = await server(inParts);
    const { path } = await get(url, { there: Buffer.alloc(content.length + 1) });
    expect(readFileSync(path)).toEqual(content);
    expect(asked).toEqual([undefined]);
  });

  it('is not asked for where all of it is there and only has to be checked', async () => {
    const { url, asked } = await server(inParts);
    const { path } = await get(url, { there: content });
    expect(readFileSync(path)).toEqual(content);
    expect(asked).toEqual([]);
  });
});

describe('a large file that cannot be got', () => {
  it('keeps what has come of it', async () => {
    const path = join(temporaryFolder(), 'file');
    let isFirst = true;
    const { url } = await server((response, from) => {
      if (!isFirst) return void response.writeHead(503).end();
      isFirst = false;
      breakingOffAfter(50_000, path)(response, from);
    });
    await expect(get(url, { path })).rejects.toThrow('expected a file, found HTTP status 503');
    expect(readFileSync(partOf(path)).length).toBeGreaterThan(0);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['other content', Buffer.alloc(content.length), /expected a file whose SHA-256 is [0-9a-f]{64}, found/],
    ['more bytes', Buffer.alloc(content.length + 1), `expected at most ${content.length} bytes, found more`],
    ['fewer bytes', content.subarray(0, 99), `expected ${content.length} bytes, found 99`],
  ])('with %s is refused', async (_, sent, message) => {
    const { url } = await server((response) => void response.end(sent));
    const path = join(temporaryFolder(), 'file');
    await expect(get(url, { path })).rejects.toThrow(message);
    expect(existsSync(path)).toBe(false);
  });

  it('leaves nothing of content that was wrong', async () => {
    const { url } = await server((response) => void response.end(Buffer.alloc(content.length)));
    const folder = temporaryFolder();
    await expect(get(url, { path: join(folder, 'file') })).rejects.toThrow('SHA-256');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('from a server that sends another part than it was asked for is refused', async () => {
    const { url } = await server((response) => {
      response
        .writeHead(206, { 'content-range': `bytes 0-9/${content.length}` })
        .end(content.subarray(0, 10));
    });
    await expect(get(url, { there: content.subarray(0, 99) })).rejects.toThrow(
      'expected a file from byte 99 on',
    );
  });

  it('stops when the user says so, between two tries as well', async () => {
    const stop = new AbortController();
    const { url } = await server((response) => {
      response.destroy();
      stop.abort(new Error('stopped'));
    });
    await expect(get(url, { signal: stop.signal, pauseMs: 3_600_000 })).rejects.toThrow('stopped');
  });
});
