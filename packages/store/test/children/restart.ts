/** Claims the run named by its arguments to start it over, deletes a part of what is there, and stays alive until it is killed. */
import { openStore } from '../../src/index.ts';
import { claim } from '../support/claim.ts';

const [path, runId] = process.argv.slice(2) as [string, string];
const store = openStore(path);
const { attempt } = store.claimRun(Number(runId), { ...claim, restart: true })!;
console.log(String(store.deleteLeftover(Number(runId), attempt)));
process.stdin.resume();
