import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { noVulkan } from '../../packages/engine/test/vulkan.ts';
import { checkCohorts } from './checkCohorts.ts';

it.skipIf(noVulkan !== undefined)(
  'a sweep in cohorts has the right rows, though runs converge, diverge, are cancelled, interrupted, and lose their GPU',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cohorts-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const result = await checkCohorts({ folder, seeds: { small: 4, large: 2 } });
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({ runs: 50, interrupted: 1, killed: 1 });
    expect(result.cancelled).toBeGreaterThan(0);
    expect(Object.keys(result.reasons).toSorted()).toEqual(['iteration-limit', 'loss', 'non-finite-loss']);
  },
);
