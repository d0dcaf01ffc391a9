import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import Database from 'better-sqlite3';
import { lockingProblem } from '../src/index.ts';
import { temporaryFolder } from './support/fixtures.ts';

it('finds nothing wrong with a local disk', async () => {
  const folder = temporaryFolder();
  expect(await lockingProblem(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['probe.db']);
});

it('tells where the write-ahead log cannot be switched on', async () => {
  const pragma = vi.spyOn(Database.prototype, 'pragma').mockReturnValue('delete');
  expect(await lockingProblem(temporaryFolder())).toContain("the journal mode stays 'delete'");
  pragma.mockRestore();
});

it('tells where a lock keeps nobody out', async () => {
  const exec = vi.spyOn(Database.prototype, 'exec').mockImplementationOnce(function (
    this: Database.Database,
    sql,
  ) {
    return this.exec(sql.replace('BEGIN IMMEDIATE;', '')); // as if the lock had been granted and not kept
  });
  expect(await lockingProblem(temporaryFolder())).toMatch(
    /^a lock does not keep another process out: it got 'wrote'/,
  );
  exec.mockRestore();
});

it('throws where no database can be made', async () => {
  await expect(lockingProblem(join(temporaryFolder(), 'none'))).rejects.toThrow('directory does not exist');
});
