/**
 * Writes snapshots 1, 2, 3, ... of the run named by its arguments, each with its number as value, in one transaction each,
 * until its input ends; prints a line when it has begun.
 */
import { openStore } from '../../src/index.ts';
import { claim } from '../support/claim.ts';

const [path, runId] = process.argv.slice(2);
const store = openStore(path!);
const { attempt } = store.claimRun(Number(runId), claim)!;
let iteration = 0;
const timer = setInterval(() => {
  for (let i = 0; i < 20; i++) {
    iteration++;
    const values = Float64Array.of(iteration, -iteration);
    const iterations = Float64Array.of(iteration);
    store.appendChunk(Number(runId), attempt, { metrics: ['up', 'down'], iterations, values });
  }
  if (iteration === 20) console.log('writing');
}, 0);
process.stdin.on('end', () => {
  clearInterval(timer);
  store.close();
});
process.stdin.resume();
