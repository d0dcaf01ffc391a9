/** The short form of `npm run chaos -- --sweep programs`: kills leave no process, and programs go on with the same points. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { compareComplete, compareInterrupted, readContents } from './database/check.ts';
import { copyDatabase } from './database/copy.ts';
import { programsOf, requireNoPrograms } from './faults/programKill.ts';
import { startSweep } from './program.ts';
import { sweeps } from './sweeps.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-programs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { file: definition } = sweeps.programs;
const options = { definition, lanes: '2', words: ['--preset', 'quick'] };

test('kills leave no process, double no run and change no point', { timeout: 3_600_000 }, async () => {
  const twin = join(folder, 'twin.db');
  expect((await startSweep(twin, options).ended).status).toBe(0);
  const contents = readContents(twin);

  const database = join(folder, 'killed.db');
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const) {
    const program = startSweep(database, options);
    while (programsOf(database).length < 2 && !program.hasEnded()) await sleep(5);
    expect(program.hasEnded(), `there is no time left to be killed in: ${program.output()}`).toBe(false);
    program.kill(signal);
    await program.ended;
    await requireNoPrograms(database);
    expect(compareInterrupted(copyDatabase(database, join(folder, 'copy')), contents).findings).toEqual([]);
  }
  expect((await startSweep(database, options).ended).status).toBe(0);
  const { findings, compared } = compareComplete(database, contents);
  expect(findings).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
