/** Creates the same folders as another thread, each when both have come to it. Tells what went wrong. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createFolder } from '../../src/index.ts';

const { root, arrived } = workerData as { readonly root: string; readonly arrived: SharedArrayBuffer };
const count = new Int32Array(arrived);
const errors: string[] = [];
for (let i = 0; i < 300; i++) {
  Atomics.add(count, 0, 1);
  while (Atomics.load(count, 0) < 2 * (i + 1));
  try {
    createFolder(join(root, String(i), 'results'));
  } catch (error) {
    errors.push((error as Error).message);
  }
}
parentPort!.postMessage(errors);
