/** TensorFlow.js as an engine: factorizations op by op, with gradients by automatic differentiation. */
import { InputError } from '@ranksweep/core';
import { cohortKey } from '../cohortKey.ts';
import type { Engine } from '../engine.ts';
import type { BackendKind } from './backends/backendKind.ts';
import { startOnce } from './backends/startBackend.ts';
import { memberBytes } from './memory.ts';

/** Of memory, the share that a program may take. */
const MEMORY_SHARE = 0.8;

/** @param name default: the kind's own */
export function tfjsEngine(kind: BackendKind, name: string = kind.name): Engine {
  return {
    name,
    arithmetic: kind.name,
    precision: 'float32',
    drivesGpus: kind.drivesGpus,
    devices: () => kind.devices(),
    supports({ example }) {
      const bytes = memberBytes(example);
      const most = MEMORY_SHARE * kind.mostBytes;
      if (bytes <= most) return undefined;
      return (
        `engine ${name}: expected a run of at most ${gibibytes(most)}, found one of about ${gibibytes(bytes)}; ` +
        'take a smaller model, a smaller task or smaller batches'
      );
    },
    cohortKey,
    capacity: ({ example }, { memoryBytes }) =>
      Math.floor((MEMORY_SHARE * Math.min(memoryBytes, kind.mostBytes)) / memberBytes(example)),
    async compile({ cohort }, device) {
      const absence = kind.absence();
      if (absence !== undefined) throw new InputError(`engine ${name}: ${absence}`);
      // Every command loads the engines, and hardly one this.
      const { createProgram } = await import('./program.ts');
      return createProgram(await startOnce(kind, device), cohort);
    },
  };
}

const gibibytes = (bytes: number): string => `${Math.round((10 * bytes) / 2 ** 30) / 10} GiB`;
