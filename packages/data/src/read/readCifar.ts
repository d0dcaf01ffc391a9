/**
 * The six files of CIFAR-10's binary version.
 * Source: A. Krizhevsky's page of CIFAR-10, "Binary version": records of one label and 32 x 32 levels of red, of green and of blue, row
 * by row. Nothing is between them, and no header says how many there are.
 */
import { readFile, stat } from 'node:fs/promises';
import { InputError, sha256 } from '@ranksweep/core';
import type { Images } from '../imageSet.ts';
import { CIFAR_ROLES, type Role } from '../roles.ts';
import type { SetContent, SetFile } from './setContent.ts';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const CHANNELS = 3;
const RECORD = 1 + CHANNELS * PIXELS;
const CLASSES = 10;
/** A file of CIFAR-10 has 10,000. */
const MOST_RECORDS = 100_000;

interface CifarBatch {
  readonly records: Buffer;
  readonly count: number;
  readonly sha256: string;
}

/** @throws InputError that names the file if it is missing, unreadable or damaged, or if training batches differ in size */
export async function readCifarFiles(paths: readonly string[]): Promise<SetContent> {
  const batches: (CifarBatch & SetFile)[] = [];
  // One after the other, so that of several damaged files the first one is named.
  for (const [n, path] of paths.entries()) {
    const batch = await readCifarBatch(path, CIFAR_ROLES[n]!).catch((error: unknown): never => {
      throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error;
    });
    batches.push({ ...batch, path });
  }
  const [first] = batches;
  const other = batches.find(({ count }, n) => CIFAR_ROLES[n]!.part === 'train' && count !== first!.count);
  if (other !== undefined) {
    throw new InputError(
      `${other.path}: expected ${first!.count} images, as ${first!.path} has, found ${other.count}: one of them is cut short`,
    );
  }
  const part = (name: Role['part']): Images =>
    imagesOf(batches.filter((_, n) => CIFAR_ROLES[n]!.part === name));
  return {
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    classes: CLASSES,
    train: part('train'),
    test: part('test'),
    files: batches,
  };
}

/**
 * Nothing is read before the file's size has been looked at.
 * @throws InputError that does not name the file
 */
export async function readCifarBatch(path: string, { words }: Role): Promise<CifarBatch> {
  try {
    // Check the path first, because opening a pipe would wait for its writer.
    const status = await stat(path);
    if (!status.isFile()) throw new InputError(`expected the ${words}, found a folder or a device`);
    requireSize(status.size);
    const records = await readFile(path);
    requireSize(records.length);
    const count = records.length / RECORD;
    for (let n = 0; n < count; n++) requireLabel(records[n * RECORD]!, n);
    return { records, count, sha256: sha256(records) };
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError('expected a file, found none');
    throw syscall === undefined ? error : new InputError(`cannot be read: ${message}`);
  }
}

function requireSize(bytes: number): void {
  const expected = `expected records of ${RECORD} bytes, a label and ${SIDE} x ${SIDE} levels of three colours`;
  if (bytes === 0) throw new InputError(`${expected}, found an empty file`);
  if (bytes % RECORD !== 0) {
    throw new InputError(
      `${expected}, found ${bytes} bytes, which are ${Math.floor(bytes / RECORD)} records and ${bytes % RECORD} bytes: the file is cut short, damaged, or something else`,
    );
  }
  if (bytes > MOST_RECORDS * RECORD) {
    throw new InputError(`${expected}, at most ${MOST_RECORDS} of them, found ${bytes / RECORD}`);
  }
}

function requireLabel(label: number, record: number): void {
  if (label < CLASSES) return;
  throw new InputError(
    `expected labels from 0 to ${CLASSES - 1}, found ${label} in record ${record}, counted from 0: the file is damaged, or something else`,
  );
}

/** From levels of one colour after the other to the three of each pixel together. */
function imagesOf(batches: readonly CifarBatch[]): Images {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const labels = new Uint8Array(count);
  const pixels = new Uint8Array(count * CHANNELS * PIXELS);
  let [image, at] = [0, 0];
  for (const { records } of batches) {
    for (let start = 0; start < records.length; start += RECORD) {
      labels[image++] = records[start]!;
      for (let red = start + 1; red <= start + PIXELS; red++) {
        pixels[at++] = records[red]!;
        pixels[at++] = records[red + PIXELS]!;
        pixels[at++] = records[red + 2 * PIXELS]!;
      }
    }
  }
  return { pixels, labels, count };
}
