/** Collects the segments of a folder in a new database, in a process of its own, and tells what that took. */
import { readFileSync } from 'node:fs';
import { collectSegments, openStore } from '@ranksweep/store';
import type { MergingCost } from './measureMerging.ts';

const [db, folder] = process.argv.slice(2) as [string, string];
const store = openStore(db);
const [startedAt, before] = [performance.now(), process.cpuUsage()];
const { leftOut } = await collectSegments(store, folder);
if (leftOut.size > 0)
  throw new Error(
    `expected segments that can be merged, found ${leftOut.size} of which something was left out`,
  );
const [seconds, { user, system }] = [(performance.now() - startedAt) / 1000, process.cpuUsage(before)];
store.close();
const cost: MergingCost = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  peakBytes: peakBytes(),
};
process.stdout.write(JSON.stringify(cost));

/** What the system counts for the process may begin with the memory of the one that started it; this does not. */
function peakBytes(): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return found === null ? NaN : 1024 * Number(found[1]);
}
