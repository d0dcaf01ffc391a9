/** `npm run cohorts`: 1000 runs of small matrices in cohorts, and 20 each of larger ones, CP and hierarchical models. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noVulkan } from '../../packages/engine/test/vulkan.ts';
import { checkCohorts } from './checkCohorts.ts';

if (noVulkan !== undefined) process.exit(1); // It has been told.

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cohorts-'));
const { differences, ...result } = await checkCohorts({
  folder,
  seeds: { small: 112, large: 20 },
  tell: (line) => console.log(line),
});
console.log(JSON.stringify(result));
const { cancelled, interrupted, killed } = result;
const undone = Object.entries({ cancelled, interrupted, killed }).filter(([, times]) => times === 0);
for (const [disturbance] of undone) console.log(`${disturbance}: expected at least 1, found 0`);
for (const difference of differences.slice(0, 20)) console.log(difference);
if (differences.length + undone.length > 0) {
  console.log(`${differences.length} differences; the databases are in ${folder}`);
  process.exitCode = 1;
} else rmSync(folder, { recursive: true });
