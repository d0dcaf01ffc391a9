/** Begins a file that is to become the one named by the argument, prints its path, and stays until it is killed. */
import { writeFileSync } from 'node:fs';
import { temporaryBeside } from '../../src/index.ts';

const path = temporaryBeside(process.argv[2]!);
writeFileSync(path, 'a part');
writeFileSync(`${path}-journal`, '');
console.log(path);
process.stdin.resume();
