import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { npyParts, readNpy, writeNpy, type NpyValues } from '@ranksweep/npy';

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-npy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'x.npy');
}

it.each([[[2, 3]], [[6]], [[1, 2, 3]]])('writes what is read back, shape %j', async (shape) => {
  const path = temporaryFile();
  for (const values of [
    Float32Array.of(1, -2.5, 1e-30, 0, Infinity, 7),
    Float64Array.of(1e-300, NaN, 0.1, -0, -Infinity, Math.PI),
  ]) {
    writeNpy(path, values, shape);
    const read = await readNpy(path);
    expect(read.shape).toEqual(shape);
    expect(read.data).toEqual(Float64Array.from(values));
  }
});

it.each<[string, NpyValues, number[], string, string]>([
  ['int32', Int32Array.of(1, -2), [2], '<i4', '01000000feffffff'],
  ['int64', BigInt64Array.of(2n ** 40n, -1n), [2, 1], '<i8', '0000000000010000ffffffffffffffff'],
  ['uint8', Uint8Array.of(0, 255), [2], '|u1', '00ff'],
  ['text', ['a', 'é𝛼'], [2], '<U2', '6100000000000000e9000000fcd60100'],
  ['one text', ['x'], [], '<U1', '78000000'],
  ['no texts', [], [0], '<U1', ''],
  ['empty text', [''], [], '<U1', '00000000'],
])('writes %s, little-endian, and says its type and shape', (_, values, shape, type, bytes) => {
  const [header, data] = npyParts(values, shape);
  const sizes = shape.map((size) => `${size},`).join(' ');
  expect(Buffer.from(header).toString('latin1')).toContain(
    `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`,
  );
  expect(Buffer.from(data).toString('hex')).toBe(bytes);
});

it('aligns the values to 64 bytes', () => {
  const path = temporaryFile();
  writeNpy(path, Int32Array.of(1, -2), [2]);
  const bytes = readFileSync(path);
  expect((bytes.length - 8) % 64).toBe(0);
  expect(bytes.readInt32LE(bytes.length - 4)).toBe(-2);
});

it('refuses values that do not fill the shape', () => {
  expect(() => npyParts(new Float32Array(5), [2, 3])).toThrow('expected 6 values for shape [2,3], found 5');
});
