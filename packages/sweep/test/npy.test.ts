import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPath, InputError, type TensorConfig } from '@ranksweep/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandSweep } from '../src/definition/expand.ts';
import { parseOverride } from '../src/definition/overrides.ts';
import { resolveFiles } from '../src/definition/resolveFiles.ts';
import { readTarget } from '@ranksweep/factorization';
import { readNpy } from '@ranksweep/npy';
import { definition, inputErrorOfAsync } from './definition/support.ts';

let path = '';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ranksweep-npy-'));
  path = join(folder, 'x.npy');
});
afterAll(() => rm(folder, { recursive: true }));

const headerOf = (descr: string, shape: readonly number[], fortran = false): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;

/** A file as NumPy writes it: the header padded to a multiple of 64. */
function npy(header: string, values: Uint8Array, version = 1): Buffer {
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + header.length + 1) / 64) * 64 - start;
  const prefix = Buffer.alloc(start);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  if (version === 1) prefix.writeUInt16LE(length, 8);
  else prefix.writeUInt32LE(length, 8);
  return Buffer.concat([prefix, Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'), values]);
}

const bytesOf = (values: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const counting = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1);

async function errorOf(contents: Uint8Array): Promise<string> {
  await writeFile(path, contents);
  return (await inputErrorOfAsync(readNpy(path))).replace(`${path}: `, '');
}

describe('an .npy file', () => {
  it.each([1, 2, 3])('of version %i is read', async (version) => {
    const contents = npy(headerOf('<f8', [2, 3]), bytesOf(counting(6)), version);
    await writeFile(path, contents);
    expect(await readNpy(path)).toEqual({
      shape: [2, 3],
      data: counting(6),
      sha256: createHash('sha256').update(contents).digest('hex'),
    });
  });

  it('of float32 in Fortran order is read row by row', async () => {
    // Columns (1, 2), (3, 4), (5, 6).
    await writeFile(path, npy(headerOf('<f4', [2, 3], true), bytesOf(Float32Array.from(counting(6)))));
    expect((await readNpy(path)).data).toEqual(Float64Array.of(1, 3, 5, 2, 4, 6));
  });

  it('in Fortran order holds what the transposed file holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
        async (shape) => {
          const numel = shape.reduce((a, b) => a * b, 1);
          await writeFile(path, npy(headerOf('<f8', shape, true), bytesOf(counting(numel))));
          const { data } = await readNpy(path);
          for (let position = 0; position < numel; position++) {
            let rest = position;
            const index = shape
              .toReversed()
              .map((d) => [rest % d, (rest = Math.floor(rest / d))][0]!)
              .toReversed();
            const inFile = index.reduceRight((flat, i, n) => flat * shape[n]! + i, 0);
            expect(data[position]).toBe(inFile + 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  // Written by NumPy 2.4.6: numpy.save, and numpy.lib.format.write_array(..., version=(3, 0)).
  it.each([
    [
      'arange(6) as float32, 2 x 3, in Fortran order',
      'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAABAQAAAgD8AAIBAAAAAQAAAoEA=',
      { shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5) },
    ],
    [
      'arange(3), version 3',
      'k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMywpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEA=',
      { shape: [3], data: Float64Array.of(0, 1, 2) },
    ],
  ])('of NumPy, %s, is read', async (_, base64, array) => {
    await writeFile(path, Buffer.from(base64, 'base64'));
    expect(await readNpy(path)).toMatchObject(array);
  });

  it('may be a scalar, or have its keys in another order and quotes', async () => {
    await writeFile(path, npy(`{"shape":(),'fortran_order':False,'descr':'<f8'}`, bytesOf(counting(1))));
    expect((await readNpy(path)).shape).toEqual([]);
    await writeFile(
      path,
      npy(`{'shape': (2L, 3L), 'fortran_order': False, 'descr': '<f8', }`, bytesOf(counting(6))),
    );
    expect((await readNpy(path)).shape).toEqual([2, 3]);
  });
});

describe('a file that will not do', () => {
  const values = bytesOf(counting(6));
  const patched = (offset: number, ...bytes: number[]): Buffer => {
    const contents = npy(headerOf('<f8', [2, 3]), values);
    contents.set(bytes, offset);
    return contents;
  };
  const elsewhere = 'expected a NumPy .npy file (it begins with \\x93NUMPY), found something else';
  it.each<[string, () => Uint8Array, string]>([
    ['is empty', () => Buffer.alloc(0), elsewhere],
    ['is text', () => Buffer.from('1 2 3 4 5 6 7 8'), elsewhere],
    ['ends after the magic', () => Buffer.from('\x93NUMPY\x01\x00', 'latin1'), elsewhere],
    ['is of version 4', () => patched(6, 4), 'expected .npy version 1, 2 or 3, found 4'],
    [
      'says its header is longer than the file',
      () => patched(8, 255, 255),
      'expected a header of at most 166 bytes, found 65535',
    ],
    [
      'says its header has 4 GB',
      () => patched(6, 2, 0, 255, 255, 255, 255),
      'expected a header of at most 164 bytes, found 4294967295',
    ],
    [
      'has no header',
      () => npy('', values),
      'expected a header {...}, found "                                                     \\n"',
    ],
    [
      'has code in its header',
      () => npy("{'descr': __import__('os')}", values),
      `expected 'key': value in the header, found "'descr': __import__('os')"`,
    ],
    [
      'lacks a key',
      () => npy("{'descr': '<f8', 'shape': (6,)}", values),
      "expected the header's keys descr, fortran_order, shape, found descr, shape",
    ],
    [
      'has no keys',
      () => npy('{}', values),
      "expected the header's keys descr, fortran_order, shape, found none",
    ],
    [
      'has a key twice',
      () => npy("{'descr': '<f8', 'descr': '<f4'}", values),
      "expected the header's keys once each, found descr twice",
    ],
    [
      'holds integers',
      () => npy(headerOf('<i8', [2, 3]), values),
      "expected float32 or float64 values ('<f4', '<f8'), found '<i8'; save array.astype('<f8')",
    ],
    [
      'is big-endian',
      () => npy(headerOf('>f8', [2, 3]), values),
      "expected float32 or float64 values ('<f4', '<f8'), found '>f8'; save array.astype('<f8')",
    ],
    [
      'holds pickled objects',
      () => npy(headerOf('|O', [2, 3]), values),
      "expected float32 or float64 values ('<f4', '<f8'), found '|O'; save array.astype('<f8')",
    ],
    [
      'holds records',
      () => npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,)}", values),
      "expected float32 or float64 values ('<f4', '<f8'), found [('a', '<f8')]; save array.astype('<f8')",
    ],
    [
      'has no order',
      () => npy("{'descr': '<f8', 'fortran_order': (), 'shape': (6,)}", values),
      'expected fortran_order True or False, found ()',
    ],
    [
      'has no shape',
      () => npy("{'descr': '<f8', 'fortran_order': False, 'shape': True}", values),
      'expected a shape such as (3, 4), found True',
    ],
    [
      'has a hole in its shape',
      () => npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,,3)}", values),
      'expected a shape such as (3, 4), found (2,,3)',
    ],
    [
      'has a shape beyond whole numbers',
      () => npy(headerOf('<f8', []).replace('()', '(99999999999999999999,)'), values),
      'expected a shape such as (3, 4), found (99999999999999999999,)',
    ],
    [
      'has a shape beyond memory',
      () => npy(headerOf('<f8', [65536, 65536]), values),
      'expected at most 268435456 entries, found 4294967296',
    ],
    [
      'is cut short',
      () => npy(headerOf('<f8', [2, 3]), values.subarray(0, 47)),
      'expected 48 bytes of values for shape [2, 3], found 47',
    ],
    [
      'goes on',
      () => npy(headerOf('<f8', [2, 2]), values),
      'expected 32 bytes of values for shape [2, 2], found 48',
    ],
  ])('%s', async (_, contents, message) => {
    expect(await errorOf(contents())).toBe(message);
  });

  it('is not there, or a folder', async () => {
    expect(await inputErrorOfAsync(readNpy('/nowhere/x.npy'))).toBe(
      '/nowhere/x.npy: expected a file, found none',
    );
    expect(await inputErrorOfAsync(readNpy(tmpdir()))).toBe(
      `${tmpdir()}: expected a file, found a folder or a device`,
    );
  });

  it('gives an InputError, whatever its bytes', async () => {
    const good = npy(headerOf('<f8', [2, 3]), values);
    const mutation = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(mutation, fc.nat(good.length), async (changes, length) => {
        const contents = Buffer.from(good);
        for (const [at, byte] of changes) contents[at] = byte;
        await writeFile(path, length % 3 === 0 ? contents.subarray(0, length) : contents);
        await readNpy(path).catch((error: unknown) => expect(error).toBeInstanceOf(InputError));
      }),
      { numRuns: 500 },
    );
  });
});

describe('target files', () => {
  const sweepOf = (file: string): ReturnType<typeof expandSweep> =>
    expandSweep(definition, { preset: 'paper', overrides: [parseOverride(`task.target.file=${file}`)] });
  const tensor = (shape: readonly number[], data: Float64Array): Promise<void> =>
    writeFile(path, npy(headerOf('<f8', shape), bytesOf(data)));

  it('are pinned by their SHA-256, in the runs and in the spec', async () => {
    await tensor([4, 4, 4], counting(64));
    const { sha256 } = await readNpy(path);
    const sweep = await resolveFiles(sweepOf('x.npy'), folder);
    expect(sweep.runs.map(({ config }) => getPath(config, 'task.target'))).toEqual(
      [0, 1, 2].map(() => ({ kind: 'file', file: path, sha256 })),
    );
    expect(sweep.spec.targets).toEqual({ [path]: sha256 });
  });

  it('are read again for a run, unless they have changed', async () => {
    await tensor([4, 4, 4], counting(64));
    const { config } = (await resolveFiles(sweepOf('x.npy'), folder)).runs[0]!;
    const { target } = config.task as TensorConfig['task'];
    if (target.kind !== 'file') throw new TypeError('expected a target of kind file');
    expect(await readTarget(target, [4, 4, 4])).toEqual(counting(64));
    await tensor([4, 4, 4], counting(64).reverse());
    expect(await inputErrorOfAsync(readTarget(target, [4, 4, 4]))).toMatch(
      /x\.npy: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}: the file has changed$/,
    );
  });

  it.each<[string, readonly number[], (data: Float64Array) => Float64Array, string]>([
    [
      'another shape',
      [8, 8],
      (data) => data,
      'expected the shape [4, 4, 4], which task.dims says, found [8, 8]; set task.dims=[8,8], or write a definition for ' +
        'this file: ranksweep new my-sweep.yaml --target FILE',
    ],
    [
      'NaN',
      [4, 4, 4],
      (data) => data.with(6, NaN),
      'expected finite float32 numbers, found NaN at [0, 1, 2], counted from 0',
    ],
    [
      'a number beyond float32',
      [4, 4, 4],
      (data) => data.with(63, 1e39),
      'expected finite float32 numbers, found 1e+39 at [3, 3, 3], counted from 0',
    ],
    [
      'zeros',
      [4, 4, 4],
      (data) => data.fill(0),
      'expected a tensor other than 0, whose reconstruction error is not defined',
    ],
  ])('with %s are refused', async (_, shape, change, message) => {
    await tensor(shape, change(counting(64)));
    expect(await inputErrorOfAsync(resolveFiles(sweepOf('x.npy'), folder))).toBe(
      `test, part b-tf: ${path}: ${message}`,
    );
  });
});
