/** The short form of `npm run chaos -- --sweep gpu`: a GPU's lane dies or stands still, and nothing is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@ranksweep/core';
import { afterAll, expect, test } from 'vitest';
import { noVulkan } from '../../packages/engine/test/vulkan.ts';
import { gpuLaneKillBy, laneSignals } from './faults/gpuLaneKill.ts';
import { runRounds } from './rounds.ts';
import { sweeps } from './sweeps.ts';
import { hitCount, summary } from './tally.ts';
import { makeTwin } from './twin.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-gpu-chaos-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(noVulkan !== undefined)(
  "the death of a GPU's lane loses, doubles and changes nothing",
  { timeout: 3_600_000 },
  async () => {
    const twin = await makeTwin(join(folder, 'twin'), sweeps.gpu);
    for (const [i, signal] of laneSignals.entries()) {
      // Computing all of it again once more is enough.
      const verifies = i === laneSignals.length - 1;
      const tally = await runRounds({
        twin: { ...twin, sweep: { ...twin.sweep, verifies } },
        random: new RandomStream(i, 'chaos'),
        faults: [gpuLaneKillBy(signal)],
        isEnough: (now) => hitCount(now) > 0,
        folder: join(folder, signal),
        ownDisk: false,
      });
      expect(tally.findings, summary(tally)).toEqual([]);
      expect([...tally.hits.keys()]).toEqual([`${signal} of a GPU's lane`]);
      expect(tally.compared).toBeGreaterThan(500);
    }
  },
);
