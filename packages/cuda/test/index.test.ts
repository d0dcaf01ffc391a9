/** Indexes of Python packages: a real server, and what a real pip is configured for. */
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageIndex } from '../src/get/packageIndex.ts';
import { findInIndex, type FileAddress } from '../src/get/simpleIndex.ts';
import { serve } from '../../download/test/support/serve.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

const signal = new AbortController().signal;
const FILE = 'small-1.0-py3-none-any.whl';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const find = (index: string): Promise<FileAddress> =>
  findInIndex(index, 'small', FILE, { stallMs: 30_000, signal });

async function findAt(listener: Listener): Promise<{ index: string; address: Promise<FileAddress> }> {
  const index = `${await serve(listener)}/simple`;
  return { index, address: find(index) };
}

const asJson =
  (files: readonly object[]): Listener =>
  (_, response) => {
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
    response.end(JSON.stringify({ files }));
  };

const asPage =
  (content: string): Listener =>
  (_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><body>${content}</body>`);
  };

describe('a file of an index', () => {
  it('is found in JSON, at the address of the project', async () => {
    const asked: (string | undefined)[] = [];
    const { address } = await findAt((request, response) => {
      asked.push(request.url);
      asJson([
        { filename: 'small-0.9-py3-none-any.whl', url: 'https://files.example.org/old' },
        { filename: FILE, url: 'https://files.example.org/small' },
      ])(request, response);
    });
    expect(await address).toEqual({ url: 'https://files.example.org/small', headers: {} });
    expect(asked).toEqual(['/simple/small/']);
  });

  it('is found in a page, whose addresses may be relative', async () => {
    const { index, address } = await findAt(
      asPage(`<a href="../old.whl">small-0.9-py3-none-any.whl</a>
        <a data-x='1' href='../../files/a&amp;b/${FILE}#sha256=00' >${FILE}</a>`),
    );
    expect((await address).url).toBe(`${index.replace('/simple', '')}/files/a&b/${FILE}#sha256=00`);
  });

  it('is asked for with the password of the index, which goes nowhere else', async () => {
    const asked: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      asked.push(request.headers.authorization);
      const elsewhere = request.url?.startsWith('/other') ? 'https://files.example.org' : '';
      asJson([{ filename: FILE, url: `${elsewhere}/${FILE}` }])(request, response);
    });
    const withPassword = server.replace('//', '//me:s%40cret@');
    const authorization = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;
    expect(await find(`${withPassword}/simple`)).toEqual({
      url: `${server}/${FILE}`,
      headers: { authorization },
    });
    expect((await find(`${withPassword}/other`)).headers).toEqual({});
    expect(asked).toEqual([authorization, authorization]);
  });

  it.each<[string, Listener, string]>([
    [
      'has no such file',
      asJson([{ filename: 'other', url: '/other' }]),
      `expected the file ${FILE}, found 1 others`,
    ],
    ['has no such project', (_, response) => void response.writeHead(404).end(), 'found HTTP status 404'],
    [
      'answers with something else',
      (_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end('[]');
      },
      'expected an index of packages, found something else',
    ],
    [
      'answers with a page of another kind',
      asPage('Please log in'),
      `expected the file ${FILE}, found 0 others`,
    ],
  ])('of one that %s is not found', async (_, listener, message) => {
    const { address } = await findAt(listener);
    await expect(address).rejects.toThrow(message);
  });
});

const hasPip = (python: string): boolean =>
  !execaSync(python, ['-m', 'pip', '--version'], { reject: false }).failed;
/** It is asked whatever PATH says. */
const systemHasPip = hasPip('/usr/bin/python3');
const { PIP_INDEX_URL: _, ...plain } = process.env;

describe('the index', () => {
  it('is the one that PIP_INDEX_URL names', async () => {
    const env = { ...plain, PIP_INDEX_URL: 'https://mirror.example.org/simple' };
    expect(await packageIndex({ env, signal })).toBe('https://mirror.example.org/simple');
  });

  it.skipIf(!hasPip('python3')).each([
    ['of all commands', 'global', 'https://me:secret@mirror.example.org/simple'],
    ['of downloads', 'download', 'https://other.example.org/simple'],
  ])("is the one that pip's configuration names %s", async (_, section, url) => {
    const path = join(temporaryFolder(), 'pip.conf');
    writeFileSync(path, `[${section}]\nindex-url = ${url}\n`);
    expect(await packageIndex({ env: { ...plain, PIP_CONFIG_FILE: path }, signal })).toBe(url);
  });

  it.skipIf(!hasPip('python3'))('is what pip uses by default otherwise', async () => {
    expect(await packageIndex({ env: { ...plain, PIP_CONFIG_FILE: '/dev/null' }, signal })).toMatch(
      /^https:\/\/\S+\/simple$/,
    );
  });

  it.skipIf(systemHasPip)('is unknown without pip', async () => {
    await expect(packageIndex({ env: { PATH: temporaryFolder() }, signal })).rejects.toThrow(
      /^expected pip, .* found none: .*PIP_INDEX_URL$/,
    );
  });
});
