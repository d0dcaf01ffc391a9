/** The backends that tests hold against each other: those that this machine has. */
import { backendKind, cpuDevice, startBackend, type Backend } from '@ranksweep/engine/tfjs';

/** On processors; the native one where `install-cuda --cpu` has built it. */
export const backendsHere = ['tfjs-native', 'tfjs-wasm', 'tfjs-cpu'].filter(
  (name) => backendKind(name).absence() === undefined,
);

/** Those that are quick enough for a network of full size. */
export const fastBackendsHere = backendsHere.filter((name) => name !== 'tfjs-cpu');

export const start = (name: string): Promise<Backend> => startBackend(name, cpuDevice());
