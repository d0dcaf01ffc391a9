/** The sweeps that can be killed. Each comes with a definition in this folder. */
import { fileURLToPath } from 'node:url';

export interface KilledSweep {
  /** Its definition's. */
  readonly name: string;
  readonly file: string;
  /** How many lanes a process may have; the undisturbed one has the first of these. */
  readonly lanes: readonly [number, ...number[]];
  /** Whether runs that were killed are computed again in the end, by `ranksweep verify`. */
  readonly verifies: boolean;
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const sweeps = {
  chaos: { name: 'chaos', file: fileOf('sweep.yaml'), lanes: [2], verifies: false },
  batches: { name: 'batches', file: fileOf('batches.yaml'), lanes: [2, 1, 3], verifies: true },
  mnist: { name: 'mnist-batches', file: fileOf('mnist.yaml'), lanes: [2, 1, 3], verifies: true },
} as const satisfies Record<string, KilledSweep>;
