/** Backends of TensorFlow.js, started once in each thread. */
import { hint, InputError } from '@ranksweep/core';
import type { Device } from '../../engine.ts';
import type { Backend } from '../tensorflow.ts';
import type { BackendKind } from './backendKind.ts';
import { BACKEND_KINDS } from './backendKinds.ts';

/** Those that have started in this thread. */
const started = new Map<BackendKind, Promise<Backend>>();

/** @throws Error if it does not work on the device, with what to do */
export function startOnce(kind: BackendKind, device: Device): Promise<Backend> {
  const known = started.get(kind);
  if (known !== undefined) return known;
  const starting = kind.start(device);
  started.set(kind, starting);
  starting.catch(() => started.delete(kind));
  return starting;
}

/** The backends' names, the best one first: `tfjs-cuda`, `tfjs-native`, `tfjs-webgpu`, `tfjs-wasm`, `tfjs-cpu`. */
export const backendNames = (): string[] => BACKEND_KINDS.map(({ name }) => name);

/** @throws InputError when there is no such backend */
export function backendKind(name: string): BackendKind {
  const kind = BACKEND_KINDS.find((one) => one.name === name);
  if (kind === undefined) {
    throw new InputError(
      `backend: expected the name of a backend, found '${name}'${hint(name, backendNames(), 'there are')}`,
    );
  }
  return kind;
}

/**
 * Starts a backend on a device, or returns the one that this thread has started.
 * @param name one of `backendNames()`
 * @throws InputError when there is no such backend or this machine does not have it; Error if it does not work on the device
 */
export async function startBackend(name: string, device: Device): Promise<Backend> {
  const kind = backendKind(name);
  const absence = kind.absence();
  if (absence !== undefined) throw new InputError(`backend ${name}: ${absence}`);
  return startOnce(kind, device);
}
