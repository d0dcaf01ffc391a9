/** A worker thread that trains until it is ended, and tells the losses of each training. */
import { parentPort } from 'node:worker_threads';
import { loadTensorflow } from '@ranksweep/cuda/binding';
import { trainingLosses, type TrainingTensorflow } from '../../../packages/cuda/src/prove/training.ts';

const tf = loadTensorflow({ device: 'cpu' }) as TrainingTensorflow;
for (;;) parentPort!.postMessage(trainingLosses(tf));
