/** The sweeps that can be killed. Each comes with a definition in this folder. */
import { fileURLToPath } from 'node:url';

export interface KilledSweep {
  /** Its definition's. */
  readonly name: string;
  readonly file: string;
  /** What lanes a process may have, as `--lanes` has it; the undisturbed one has the first of these. */
  readonly lanes: readonly [string, ...string[]];
  /** About how many kills there are room for until it is complete: they come the sooner. Default: 1. */
  readonly killsARound?: number;
  /** Further words of the command. Default: none. */
  readonly words?: readonly string[];
  /** Whether runs that were killed are computed again in the end, by `ranksweep verify`. */
  readonly verifies: boolean;
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const sweeps = {
  chaos: { name: 'chaos', file: fileOf('sweep.yaml'), lanes: ['2'], verifies: false },
  batches: { name: 'batches', file: fileOf('batches.yaml'), lanes: ['2', '1', '3'], verifies: true },
  mnist: { name: 'mnist-batches', file: fileOf('mnist.yaml'), lanes: ['2', '1', '3'], verifies: true },
  /** 200 programs; half of them save their state. */
  programs: {
    name: 'programs',
    file: fileOf('programs.yaml'),
    lanes: ['2'],
    killsARound: 10,
    words: ['--preset', 'many'],
    verifies: false,
  },
  /** Each checkpoint asks the device for all parameters. */
  gpu: {
    name: 'gpu-lanes',
    file: fileOf('gpu.yaml'),
    lanes: ['gpu=1'],
    words: ['--engine', 'webgpu', '--checkpoint-every', '0.5'],
    verifies: true,
  },
} as const satisfies Record<string, KilledSweep>;
