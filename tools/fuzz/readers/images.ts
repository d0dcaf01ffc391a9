/** The IDX files of image sets, plain and compressed: one of the four files of a folder is damaged. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readImageSet, type Images } from '@ranksweep/data';
import { mutateBytes } from '../mutate/bytes.ts';
import type { MakeReader } from '../reader.ts';

const names = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, ...Array(12).keys()]);
const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1]);
const good = [images, labels, images, labels];

export const imagesReader: MakeReader = (folder) => {
  const write = (n: number, bytes: Uint8Array): void => writeFileSync(join(folder, names[n]!), bytes);
  return {
    name: 'images',
    refusal: 'InputError',
    /** The first byte says which file it is. Damage is done to the compressed bytes, or to what is then compressed. */
    make(random) {
      const n = random.below(good.length);
      const bytes = good[n]!;
      const damaged = random.pick([
        () => mutateBytes(bytes, random),
        () => mutateBytes(gzipSync(bytes), random),
        () => gzipSync(mutateBytes(bytes, random)),
      ])();
      return Buffer.concat([Buffer.of(n), damaged]);
    },
    async read(input) {
      good.forEach((bytes, n) => write(n, bytes));
      write((input[0] ?? 0) % good.length, input.subarray(1));
      const { height, width, classes, train, test } = await readImageSet({ folder });
      const isWhole = ({ pixels, labels, count }: Images): boolean =>
        pixels.length === count * height * width &&
        labels.length === count &&
        labels.every((l) => l < classes);
      if (!isWhole(train) || !isWhole(test)) throw new Error('a set that is not whole');
    },
  };
};
