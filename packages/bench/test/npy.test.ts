import { join } from 'node:path';
import { readNpy } from '@ranksweep/sweep';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeNpy } from '../src/npy.ts';
import { temporaryFolder } from './support.ts';

it.each([[[2, 3]], [[6]], [[1, 2, 3]]])('writes what is read back, shape %j', async (shape) => {
  const path = join(temporaryFolder(), 'x.npy');
  const values = Float32Array.of(1, -2.5, 1e-30, 0, Infinity, 7);
  writeNpy(path, values, shape);
  const read = await readNpy(path);
  expect(read.shape).toEqual(shape);
  expect(Float32Array.from(read.data)).toEqual(values);
});

it('aligns the values to 64 bytes and says their type', () => {
  const path = join(temporaryFolder(), 'x.npy');
  writeNpy(path, Int32Array.of(1, -2), [2]);
  const bytes = readFileSync(path);
  expect(bytes.toString('latin1')).toContain("'descr': '<i4'");
  expect((bytes.length - 8) % 64).toBe(0);
  expect(bytes.readInt32LE(bytes.length - 4)).toBe(-2);
});
