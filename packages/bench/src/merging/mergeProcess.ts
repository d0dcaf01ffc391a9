/** Collects the segments of a folder in a new database, in a process of its own, and tells what that took. */
import { collectSegments, openStore } from '@ranksweep/store';
import type { MergingCost } from './measureMerging.ts';

const [db, folder] = process.argv.slice(2) as [string, string];
const store = openStore(db);
const [startedAt, before] = [performance.now(), process.cpuUsage()];
await collectSegments(store, folder);
const [seconds, { user, system }] = [(performance.now() - startedAt) / 1000, process.cpuUsage(before)];
store.close();
const cost: MergingCost = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  peakBytes: 1024 * process.resourceUsage().maxRSS,
};
process.stdout.write(JSON.stringify(cost));
