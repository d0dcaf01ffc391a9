/**
 * Claims the run named by its arguments, prints the attempt's number or 'busy', and, if it got it, stays alive
 * until it is killed or its input ends.
 */
import { openStore } from '../../src/index.ts';
import { claim } from '../support/claim.ts';

const [path, runId] = process.argv.slice(2) as [string, string];
const store = openStore(path);
const taken = store.claimRun(Number(runId), claim);
console.log(String(taken?.attempt ?? 'busy')); // a number would be coloured under FORCE_COLOR
if (taken !== undefined) process.stdin.resume();
