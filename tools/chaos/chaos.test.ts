/** The short form of `npm run chaos`: kills of all kinds, and nothing is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@ranksweep/core';
import { afterAll, expect, test } from 'vitest';
import { noCompiler } from './disk/faultyDisk.ts';
import { kills } from './faults/faults.ts';
import { runRounds } from './rounds.ts';
import { hitCount, summary } from './tally.ts';
import { makeTwin } from './twin.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-chaos-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('20 kills lose, double and change nothing', { timeout: 3_600_000 }, async () => {
  const twin = await makeTwin(join(folder, 'twin'));
  const tally = await runRounds({
    twin,
    random: new RandomStream(20, 'chaos'),
    faults: kills,
    isEnough: (now) => hitCount(now) >= 20,
    folder,
    ownDisk: false,
  });
  expect(tally.findings, summary(tally)).toEqual([]);
  expect(tally.compared).toBeGreaterThan(20_000);
  const inCommits = noCompiler() === undefined ? ['SIGKILL in a commit'] : [];
  for (const kind of ['SIGKILL while', 'lane killed, busy', ...inCommits]) {
    expect(Array.from(tally.hits.keys(), (hit) => hit.slice(0, kind.length))).toContain(kind);
  }
});
