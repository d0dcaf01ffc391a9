/** Looks through package-lock.json for what an installation must not depend on. Part of `npm run lint`. */
import { readFileSync } from 'node:fs';
import { findFaults } from './findFaults.ts';
import type { Lockfile } from './lockfile.ts';

const file = new URL('../../package-lock.json', import.meta.url);
const faults = findFaults(JSON.parse(readFileSync(file, 'utf8')) as Lockfile);
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (faults.length > 0) {
  console.error('Set versions in package.json, then run npm run lockfile, which adds what is missing.');
  process.exitCode = 1;
}
