/** Writes the files of CIFAR-10 as their format says, apart from the code that reads them. */
import type { Files } from './idxFiles.ts';

const COLOUR = 32 * 32;

interface Record {
  readonly label: number;
  /** The level at a pixel of a colour: 0 is red, 1 green, 2 blue. */
  readonly level: (row: number, column: number, colour: number) => number;
}

/** A label, then all red levels, all green ones, all blue ones. */
function recordBytes({ label, level }: Record): Buffer {
  const bytes = Buffer.alloc(1 + 3 * COLOUR);
  bytes[0] = label;
  for (let colour = 0; colour < 3; colour++) {
    for (let pixel = 0; pixel < COLOUR; pixel++) {
      bytes[1 + colour * COLOUR + pixel] = level(Math.floor(pixel / 32), pixel % 32, colour);
    }
  }
  return bytes;
}

/** Images that tell their number, row, column and colour. */
export const numberedBatch = (first: number, count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, n) =>
      recordBytes({
        label: (first + n) % 10,
        level: (row, column, colour) => [first + n, row, column][colour]!,
      }),
    ),
  );

/** Five training batches and a test batch of so many images each. */
export const cifarFiles = (count: number): Files => ({
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((n) => [`data_batch_${n}.bin`, numberedBatch((n - 1) * count, count)]),
  ),
  'test_batch.bin': numberedBatch(5 * count, count),
});
