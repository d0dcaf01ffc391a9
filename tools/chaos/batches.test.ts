/** The short form of `npm run chaos -- --sweep batches`: runs that are killed inside epochs go on with the same bits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { compareComplete, compareInterrupted, readContents } from './database/check.ts';
import { copyDatabase } from './database/copy.ts';
import { isInsideEpoch } from './faults/phase.ts';
import { hasBegun, stillRuns } from './faults/moments.ts';
import { runToEnd, startSweep } from './program.ts';
import { sweeps } from './sweeps.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-batches-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { name, file: definition } = sweeps.batches;
/** Enough for checkpoints inside of epochs, and for a run of which nothing is left to be killed. */
const words = [
  'components.stop.maxEpochs=150',
  'tree.stop.maxEpochs=80',
  'completion.stop.maxEpochs=2500',
  'sensing.stop.maxEpochs=8000',
];

const POLL_MS = 20;

test('kills inside epochs change no bit, whatever the number of lanes', { timeout: 3_600_000 }, async () => {
  const twin = join(folder, 'twin.db');
  expect((await startSweep(twin, { definition, words, lanes: '2' }).ended).status).toBe(0);
  const contents = readContents(twin);

  const database = join(folder, 'killed.db');
  for (const [signal, lanes] of [
    ['SIGKILL', '1'],
    ['SIGINT', '3'],
    ['SIGKILL', '2'],
  ] as const) {
    const program = startSweep(database, { definition, words, lanes });
    expect(await hasBegun(program), program.output()).toBe(true);
    const reader = new Database(database, { readonly: true });
    while (!isInsideEpoch(reader, program.pid) && (await stillRuns(program, POLL_MS)));
    reader.close();
    expect(program.hasEnded(), `there is no time left to be killed in: ${program.output()}`).toBe(false);
    program.kill(signal);
    await program.ended;
    expect(compareInterrupted(copyDatabase(database, join(folder, 'copy')), contents).findings).toEqual([]);
  }
  expect((await startSweep(database, { definition, words, lanes: '3' }).ended).status).toBe(0);
  const { findings, compared } = compareComplete(database, contents);
  expect(findings).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
  const { status, stdout } = runToEnd(['verify', name, '--db', database]);
  expect(stdout).toContain('6 runs are the same to the last bit, none differs.');
  expect(status).toBe(0);
});
