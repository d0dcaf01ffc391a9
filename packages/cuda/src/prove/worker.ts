/** Trains in a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadUnchecked } from '../binding/loadTensorflow.ts';
import type { WorkerTask } from './process.ts';
import { trainingLosses, type TrainingTensorflow } from './training.ts';

const { folder, device } = workerData as WorkerTask;
parentPort!.postMessage(trainingLosses(loadUnchecked(folder, device) as TrainingTensorflow));
