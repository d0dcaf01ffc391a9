/** CIFAR-10: sound files in its format, files that are none, and getting it from a real server. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@ranksweep/core';
import { create } from 'tar';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  currentSurroundings,
  getSet,
  readImageSet,
  requireKnown,
  surveySet,
  type GetOptions,
  type GetResult,
  type KnownSet,
  type Sources,
  type Surroundings,
} from '@ranksweep/data';
import { serve } from '../../download/test/support/serve.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { cifarFiles, numberedBatch } from './support/cifarFiles.ts';
import { smallSet, writeFiles, type Files } from './support/idxFiles.ts';

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const TRAIN = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`);
const NAMES = [...TRAIN, 'test_batch.bin'];

describe('a folder in the format of CIFAR-10', () => {
  it.each([
    ['itself', ''],
    ['as its archive makes it', 'cifar-10-batches-bin'],
  ])('is read, %s', async (_, within) => {
    const folder = join(temporaryFolder(), 'mine');
    writeFiles(join(folder, within), { ...cifarFiles(3), 'batches.meta.txt': Buffer.from('airplane\n') });
    const set = await readImageSet({ folder });
    expect(set).toMatchObject({
      name: 'mine',
      height: 32,
      width: 32,
      channels: 3,
      maxLevel: 255,
      classes: 10,
    });
    expect([...set.train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4]);
    expect([...set.test.labels]).toEqual([5, 6, 7]);
    const pixel = (part: 'train' | 'test', image: number, row: number, column: number): number[] => {
      const at = ((image * 32 + row) * 32 + column) * 3;
      return [...set[part].pixels.subarray(at, at + 3)];
    };
    expect(pixel('train', 0, 0, 0)).toEqual([0, 0, 0]);
    expect(pixel('train', 14, 31, 7)).toEqual([14, 31, 7]);
    expect(pixel('test', 2, 5, 30)).toEqual([17, 5, 30]);
    expect(set.sha256).toBe(
      digestOf(Buffer.from(NAMES.map((name) => `${digestOf(cifarFiles(3)[name]!)}  ${name}\n`).join(''))),
    );
  });

  it('is read at its real size', async () => {
    const folder = temporaryFolder();
    const batch = Buffer.alloc(30_730_000);
    for (let record = 0; record < 10_000; record++) batch[record * 3073] = record % 10;
    writeFiles(folder, Object.fromEntries(NAMES.map((name) => [name, batch])));
    const { train, test } = await readImageSet({ folder });
    expect([train.count, train.pixels.length, test.count]).toEqual([50_000, 50_000 * 3072, 10_000]);
    expect(train.labels[49_999]).toBe(9);
  });
});

describe('is refused', () => {
  const changed = (name: string, change: (bytes: Buffer) => Buffer | void): Files => {
    const files = cifarFiles(3);
    return { ...files, [name]: change(files[name]!) ?? files[name]! };
  };
  const without = (name: string): Files => {
    const { [name]: _, ...others } = cifarFiles(3);
    return others;
  };
  const what = 'expected records of 3073 bytes, a label and 32 x 32 levels of three colours';

  async function refusal(files: Files, change: (folder: string) => void = () => {}): Promise<string> {
    const folder = writeFiles(join(temporaryFolder(), 'mine'), files);
    change(folder);
    const error = await readImageSet({ folder }).then(
      () => 'it was read',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(folder, 'mine');
  }

  it.each<[string, Files, string]>([
    [
      'a folder without a file',
      without('data_batch_3.bin'),
      `mine: expected the files ${NAMES.join(', ')}; missing: data_batch_3.bin`,
    ],
    [
      'a file that is cut short',
      changed('data_batch_2.bin', (bytes) => bytes.subarray(0, -1)),
      `mine/data_batch_2.bin: ${what}, found 9218 bytes, which are 2 records and 3072 bytes: the file is cut short`,
    ],
    [
      'a file that lost whole records',
      changed('data_batch_4.bin', (bytes) => bytes.subarray(3073)),
      'mine/data_batch_4.bin: expected 3 images, as mine/data_batch_1.bin has, found 2: one of them is cut short',
    ],
    [
      'an empty file',
      changed('test_batch.bin', () => Buffer.alloc(0)),
      `mine/test_batch.bin: ${what}, found an empty file`,
    ],
    ['a compressed file', changed('data_batch_1.bin', gzipSync), `mine/data_batch_1.bin: ${what}, found `],
    [
      'a label that is none',
      changed('data_batch_5.bin', (bytes) => void bytes.writeUInt8(10, 3073)),
      'mine/data_batch_5.bin: expected labels from 0 to 9, found 10 in record 1, counted from 0: the file is damaged',
    ],
    [
      'a text',
      changed('data_batch_1.bin', () => Buffer.from('<!doctype html>')),
      'found 15 bytes, which are 0 records and 15 bytes',
    ],
  ])('%s', async (_, files, message) => {
    expect(await refusal(files)).toContain(message);
  });

  it('a folder or a device', async () => {
    const found = await refusal(without('data_batch_2.bin'), (folder) =>
      mkdirSync(join(folder, 'data_batch_2.bin')),
    );
    expect(found).toBe('mine/data_batch_2.bin: expected the training batch 2, found a folder or a device');
  });

  it('a file of more records than anybody has, before it is read', async () => {
    const { truncateSync } = await import('node:fs');
    const found = await refusal(cifarFiles(3), (folder) =>
      truncateSync(join(folder, 'data_batch_1.bin'), 1_000_000 * 3073),
    );
    expect(found).toContain(`mine/data_batch_1.bin: ${what}, at most 100000 of them, found 1000000`);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a file that may not be read',
    async () => {
      const found = await refusal(cifarFiles(3), (folder) => chmodSync(join(folder, 'data_batch_1.bin'), 0));
      expect(found).toContain('mine/data_batch_1.bin: cannot be read: EACCES');
    },
  );

  it('other content under the name of the known set', async () => {
    const data = temporaryFolder();
    const folder = writeFiles(join(data, 'cifar-10-batches-bin'), cifarFiles(3));
    const surroundings = { ...currentSurroundings(), env: { RANKSWEEP_DATA: data } };
    await expect(readImageSet({ set: 'cifar-10' }, surroundings)).rejects.toThrow(
      `${folder}/data_batch_1.bin: expected the training batch 1 of cifar-10, found other content, whose SHA-256 is ${digestOf(numberedBatch(0, 3))}. To get it again: ranksweep data get cifar-10.`,
    );
    const survey = await surveySet(requireKnown('cifar-10'), surroundings);
    expect(survey).toMatchObject({ state: 'damaged', bytes: 18 * 3073 });
    expect(survey).toMatchObject({ place: { folder } });
  });
});

it("the files of two sets in one folder are those of MNIST's layout", async () => {
  const folder = writeFiles(temporaryFolder(), { ...smallSet(), ...cifarFiles(3) });
  expect(await readImageSet({ folder })).toMatchObject({ channels: 1, height: 2 });
});

describe('getting the archive', () => {
  const files = cifarFiles(3);
  const known: KnownSet = {
    ...requireKnown('cifar-10'),
    train: 15,
    test: 3,
    sha256: NAMES.map((name) => digestOf(files[name]!)),
  };
  let archive: Buffer;
  beforeEach(async () => {
    archive = await archiveOf({ ...files, 'readme.html': Buffer.from('hello') });
  });

  /** As CIFAR-10's: a folder of files. */
  async function archiveOf(content: Files): Promise<Buffer> {
    const folder = temporaryFolder();
    writeFiles(join(folder, 'cifar-10-batches-bin'), content);
    const file = join(folder, 'all.tar.gz');
    await create({ gzip: true, file, cwd: folder }, ['cifar-10-batches-bin']);
    return readFileSync(file);
  }

  const sourcesOf = (url: string, content = archive): Sources => ({
    mirrors: [url],
    archive: { name: 'all.tar.gz', bytes: content.length, sha256: digestOf(content) },
  });

  const empty = (): Surroundings => ({
    ...currentSurroundings(),
    env: { ...process.env, RANKSWEEP_DATA: join(temporaryFolder(), 'data') },
  });

  async function get(
    surroundings: Surroundings,
    options: Partial<GetOptions>,
  ): Promise<GetResult & { troubles: string[] }> {
    const troubles: string[] = [];
    const signal = new AbortController().signal;
    const onTrouble = (text: string): void => void troubles.push(text);
    return { ...(await getSet(known, { signal, surroundings, onTrouble, ...options })), troubles };
  }

  it('keeps the files of the set, and nothing else', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url!);
      response.end(archive);
    });
    const place = empty();
    const told: [string, number, number][] = [];
    const sources = sourcesOf(`${url}/sets/`);
    const result = await get(place, { sources, onProgress: (...progress) => told.push(progress) });
    expect(result).toMatchObject({ got: NAMES, missing: [], troubles: [] });
    expect(readdirSync(result.folder).sort()).toEqual([...NAMES].sort());
    expect(asked).toEqual(['/sets/all.tar.gz']);
    expect(told.at(-1)).toEqual(['all.tar.gz', archive.length, archive.length]);
    // And nothing comes again.
    expect(await get(place, { sources })).toMatchObject({ got: [], missing: [] });
    expect(asked).toHaveLength(1);
  });

  it('goes on where it broke off', async () => {
    const asked: (string | undefined)[] = [];
    const half = Math.floor(archive.length / 2);
    const place = empty();
    const part = join(place.env.RANKSWEEP_DATA!, 'cifar-10', 'all.tar.gz.part');
    let isOver = false;
    const url = await serve(({ headers }, response) => {
      asked.push(headers.range);
      if (headers.range === undefined) {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, half));
        const look = setInterval(() => {
          if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) >= half) response.destroy();
        }, 5);
        response.on('close', () => clearInterval(look));
        return;
      }
      if (!isOver) return void response.writeHead(503).end();
      response.writeHead(206, { 'content-range': `bytes ${half}-${archive.length - 1}/${archive.length}` });
      response.end(archive.subarray(half));
    });
    const sources = sourcesOf(url);
    const first = await get(place, { sources });
    expect(first).toMatchObject({ got: [], missing: NAMES });
    expect(first.troubles).toEqual([
      `${url}/all.tar.gz: expected a file, found HTTP status 503 Service Unavailable`,
    ]);
    expect(readdirSync(first.folder)).toEqual(['all.tar.gz.part']);
    isOver = true;
    expect(await get(place, { sources })).toMatchObject({ got: NAMES, missing: [], troubles: [] });
    expect(asked.at(-1)).toBe(`bytes=${half}-`);
  });

  it('refuses an archive of other content', async () => {
    const url = await serve((_, response) => void response.end(archive.map((byte) => byte ^ 1)));
    const result = await get(empty(), { sources: sourcesOf(url) });
    expect(result.missing).toEqual(NAMES);
    expect(result.troubles[0]).toContain(`expected a file whose SHA-256 is ${digestOf(archive)}, found `);
    expect(readdirSync(result.folder)).toEqual([]);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ['is no archive', async () => Buffer.from('not an archive'), 'all.tar.gz: cannot be unpacked: '],
    [
      'has a file of other content',
      () => archiveOf({ ...files, 'data_batch_2.bin': files['data_batch_1.bin']! }),
      'expected the training batch 2 of cifar-10, found other content',
    ],
    [
      'lacks a file',
      () => archiveOf(Object.fromEntries(Object.entries(files).slice(0, 5))),
      'expected a file, found none',
    ],
  ])('says so of one that %s', async (_, make, message) => {
    const content = await make();
    const url = await serve((__, response) => void response.end(content));
    const result = await get(empty(), { sources: sourcesOf(url, content) });
    expect(result.troubles.join()).toContain(message);
    expect(result.missing.length).toBeGreaterThan(0);
    expect(readdirSync(result.folder).filter((name) => name.startsWith('.archive'))).toEqual([]);
    expect(existsSync(join(result.folder, 'test_batch.bin'))).toBe(false);
  });
});
