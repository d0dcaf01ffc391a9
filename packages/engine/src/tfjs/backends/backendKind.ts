/** A way to run TensorFlow.js. */
import type { Device } from '../../engine.ts';
import type { Backend } from '../tensorflow.ts';

export interface BackendKind {
  /** Of the engine that computes with it, and of its arithmetic. */
  readonly name: string;
  /** See `Engine`. */
  readonly drivesGpus: boolean;
  /** The memory that one process can use, whatever the device has. */
  readonly mostBytes: number;
  /** Why this machine does not have it, as a sentence; undefined if it may have it. Nothing is loaded. */
  absence(): string | undefined;
  /** Whether this machine may have the hardware that it is for, and not only a driver that plays it. */
  suits(): boolean;
  devices(): Promise<Device[]>;
  /** @throws Error if it does not work on the device, with what to do */
  start(device: Device): Promise<Backend>;
}

/** What stands for the GPUs of a kind that cannot be used. */
export const absentGpu = (unusable: string): Device => ({
  id: 'gpu:0',
  name: 'GPU',
  kind: 'gpu',
  memoryBytes: 0,
  unusable,
});
