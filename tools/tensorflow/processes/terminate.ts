/** Worker threads that are ended in the middle of a training, again and again, and what the main thread computes afterwards. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadTensorflow } from '@ranksweep/cuda/binding';
import { trainingLosses, type TrainingTensorflow } from '../../../packages/cuda/src/prove/training.ts';

const ROUNDS = 3;
const WORKERS = 3;

const tf = loadTensorflow({ device: 'cpu' }) as TrainingTensorflow;
const before = trainingLosses(tf);
for (let round = 0; round < ROUNDS; round++) {
  const workers = Array.from({ length: WORKERS }, () => new Worker(new URL('./endless.ts', import.meta.url)));
  await Promise.all(
    workers.map(async (worker) => {
      await once(worker, 'message'); // a training has ended, and the next goes on
      await worker.terminate();
    }),
  );
}
process.stdout.write(JSON.stringify({ before, after: trainingLosses(tf) }));
