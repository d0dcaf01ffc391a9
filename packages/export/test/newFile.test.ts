import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { writeNewFile } from '../src/newFile.ts';
import { exportArrays, exportTable, findSubject, toNewFile } from '../src/index.ts';
import { runParts, soundRun, temporaryFolder, temporaryStore } from './support/runs.ts';

const writing = (text: string) => async (path: string) => writeFileSync(path, text);

describe('a new file', () => {
  it('gets its name once it is written, and tells its size', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a', 'b', 'x.csv');
    const bytes = await writeNewFile({ path }, async (temporary) => {
      expect(existsSync(path)).toBe(false);
      writeFileSync(temporary, 'abc');
    });
    expect(bytes).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('abc');
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['x.csv']);
  });

  it.skipIf(process.platform !== 'linux')('that cannot be created is told of by its own name', async () => {
    const path = '/proc/x.csv'; // no files can be created there, whoever asks
    await expect(writeNewFile({ path }, writing('new'))).rejects.toThrow(
      new InputError(
        `${path}: expected a file that can be created, found a folder where it cannot (it does not exist and cannot be created): name another`,
      ),
    );
  });

  it('does not replace another, unless it is forced to', async () => {
    const path = join(temporaryFolder(), 'x.csv');
    writeFileSync(path, 'old');
    await expect(writeNewFile({ path }, writing('new'))).rejects.toThrow(
      new InputError(`${path}: expected no such file, found one; --force replaces it, or name another`),
    );
    expect(readFileSync(path, 'utf8')).toBe('old');
    await writeNewFile({ path, force: true }, writing('new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('goes where a link leads', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x'), 'old');
    symlinkSync('x', join(folder, 'link'));
    await writeNewFile({ path: join(folder, 'link'), force: true }, writing('new'));
    expect(readFileSync(join(folder, 'x'), 'utf8')).toBe('new');
  });

  it('that fails leaves nothing behind, and the old one as it was', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.csv');
    writeFileSync(path, 'old');
    const failing = async (temporary: string): Promise<void> => {
      writeFileSync(temporary, 'half');
      throw new Error('disk full');
    };
    await expect(writeNewFile({ path, force: true }, failing)).rejects.toThrow('disk full');
    expect(readdirSync(folder)).toEqual(['x.csv']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it.each(['/', '/dev/null'])('is never %s, forced or not', async (path) => {
    await expect(writeNewFile({ path, force: true }, writing('x'))).rejects.toThrow(
      `${path}: expected a file, found a folder or a device`,
    );
  });

  it('that cannot be there is refused', async () => {
    const path = '/proc/nowhere/x.csv';
    await expect(writeNewFile({ path }, writing('x'))).rejects.toThrow(InputError);
    await expect(writeNewFile({ path }, writing('x'))).rejects.toThrow(
      `${path}: expected a file that can be created`,
    );
  });
});

describe('an export that is stopped', () => {
  it.each(['csv', 'parquet', 'npz'] as const)('as %s leaves nothing behind', async (format) => {
    const store = temporaryStore();
    await runParts(store, ['mf']);
    const folder = temporaryFolder();
    const write = toNewFile({ path: join(folder, 'x'), signal: AbortSignal.abort() });
    const writes =
      format === 'npz'
        ? exportArrays(store, soundRun(store, 1), write)
        : exportTable(store, findSubject(store, 'small'), { table: 'points', format }, write);
    await expect(writes).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
