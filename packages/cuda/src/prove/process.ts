/**
 * A process of its own that loads a build and computes with it: what goes wrong in native code ends this process alone. It is told the
 * build's folder and a device, and prints an `Observation`.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadUnchecked, type TensorflowDevice } from '../binding/loadTensorflow.ts';
import type { Observation } from './proof.ts';
import { hasExactProduct, trainingLosses, type TrainingTensorflow } from './training.ts';

export interface WorkerTask {
  readonly folder: string;
  readonly device: TensorflowDevice;
}

const WORKERS = 4;

const [folder, device] = process.argv.slice(2) as [string, TensorflowDevice];
const tf = loadUnchecked(folder, device) as TrainingTensorflow;
const own = trainingLosses(tf);
const workerData: WorkerTask = { folder, device };
const others = await Promise.all(
  Array.from({ length: WORKERS }, async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
    const [losses] = (await once(worker, 'message')) as [number[]];
    return losses;
  }),
);
const { isUsingGpuDevice, binding } = tf.backend();
const observation: Observation = {
  tensorflow: binding.TF_Version,
  isUsingGpu: isUsingGpuDevice,
  isProductExact: hasExactProduct(tf),
  losses: [own, ...others],
};
process.stdout.write(`${JSON.stringify(observation)}\n`);
