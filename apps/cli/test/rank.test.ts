import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

/** A folder with x.npy. */
function folderWith(shape: readonly number[], values: readonly number[]): string {
  const folder = temporaryFolder();
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117);
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]);
  const data = Buffer.from(Float64Array.from(values).buffer);
  writeFileSync(join(folder, 'x.npy'), Buffer.concat([magic, Buffer.from(`${text}\n`), data]));
  return folder;
}

/** e_1 (x) e_1 (x) e_1 + e_2 (x) e_2 (x) e_2 */
const DIAGONAL = [1, 0, 0, 0, 0, 0, 0, 1];
/** Of rank 3, and near tensors of rank 2 (de Silva and Lim 2008). */
const BORDER = [0, 1, 1, 0, 1, 0, 0, 0];

describe('ranksweep rank', () => {
  it('prints the fits and the rank', async () => {
    const { status, stdout, stderr } = await ranksweep(folderWith([2, 2, 2], DIAGONAL), ['rank', 'x.npy']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^rank {2}relative error {2}sweeps {2}starts {2}converged\n/);
    expect(stdout).toMatch(/\n +2 +\S+ +\d+ +\d +yes\n/);
    expect(stdout).toMatch(/\nCP rank 2\n$/);
    expect(stderr).toMatch(/^rank 2: relative error \S+ after \d start/m);
  });

  it('says that a rank is an upper bound, and why', async () => {
    const words = ['rank', 'x.npy', '--tolerance', '1e-6', '--starts', '2'];
    const { status, stdout } = await ranksweep(folderWith([2, 2, 2], BORDER), words);
    expect(status).toBe(0);
    expect(stdout).toContain('CP rank 3, an upper bound: fits of rank 2 did not converge');
    expect(stdout).toContain('Singular values prove at least 2.');
  });

  it('says what speaks for an upper bound', async () => {
    // 2 x 2 matrix multiplication, whose rank is 7 (Strassen 1969).
    const values = new Array<number>(64).fill(0);
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const [i, j, k] = [n >> 2, (n >> 1) & 1, n & 1];
      values[(2 * i + j) * 16 + (2 * j + k) * 4 + 2 * k + i] = 1;
    }
    const { stdout } = await ranksweep(folderWith([4, 4, 4], values), ['rank', 'x.npy']);
    expect(stdout).toContain('CP rank 7, an upper bound: starts of rank 6 agree that it is not enough');
    expect(stdout).toContain('Singular values prove at least 4.');
  });

  it.each(['als', 'adam'])('prints JSON, by %s', async (method) => {
    const words = ['rank', 'x.npy', '--json', '--method', method, '--mse', '1e-5', '--seed', '3'];
    const { status, stdout } = await ranksweep(folderWith([2, 2, 2], DIAGONAL), words);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      shape: [2, 2, 2],
      method,
      bound: { meanSquaredError: 1e-5 },
      rank: 2,
      isCertain: true,
      lowerBound: 2,
      fits: [{ rank: 2, converged: true }],
    });
  });

  it('looks no further than --max-rank', async () => {
    const folder = folderWith([2, 2, 2], DIAGONAL);
    const text = await ranksweep(folder, ['rank', 'x.npy', '--max-rank', '1']);
    expect(text.status).toBe(0);
    expect(text.stdout).toBe('No CP rank up to --max-rank: singular values prove it to be at least 2.\n');
    const json = await ranksweep(folder, ['rank', 'x.npy', '--max-rank', '1', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      bound: { relativeError: 1e-3 },
      rank: null,
      isCertain: true,
    });
  });

  it.each<[string[], string]>([
    [['missing.npy'], 'missing.npy: expected a file, found none'],
    [['x.npy'], 'x.npy: tensor: expected finite numbers, found NaN at [0, 1, 1], counted from 0'],
    [['x.npy', '--method', 'asl'], "--method: expected als or adam, found 'asl'; did you mean als?"],
    [['x.npy', '--tolerance', '0'], "--tolerance: expected a number > 0, found '0'"],
    [['x.npy', '--mse', 'small'], "--mse: expected a number > 0, found 'small'"],
    [['x.npy', '--mse', '1', '--tolerance', '1'], 'expected --tolerance or --mse, found both'],
    [['x.npy', '--starts', '0'], "--starts: expected a whole number >= 1, found '0'"],
    [['x.npy', '--max-rank', '1.5'], "--max-rank: expected a whole number >= 0, found '1.5'"],
    [['x.npy', '--seed', '-1'], "--seed: expected a whole number from 0 to 281474976710655, found '-1'"],
  ])('refuses %j', async (words, message) => {
    const folder = folderWith([2, 2, 2], [0, 0, 0, NaN, 0, 0, 0, 0]);
    const { status, stdout, stderr } = await ranksweep(folder, ['rank', ...words]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
