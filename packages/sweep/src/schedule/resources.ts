/** What lanes of one machine share: cores, memory and GPUs, of which every run has its part while it is at work. */
import type { LaneDevice, RunNeeds } from '@ranksweep/run';
import type { OwnGpu, SharedResources } from '../launch/launcher.ts';

/** Of runs that say nothing. */
const ONE_CORE: RunNeeds = { cpus: 1, gpus: undefined, memoryBytes: undefined };

interface Part {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpus: readonly OwnGpu[];
}

/** Whoever is given a part has it until it is given back. */
export class Resources<Owner> {
  /** What hides the GPUs from a program. */
  readonly #hidden: Readonly<Record<string, string>>;
  readonly #parts = new Map<Owner, Part>();
  #cores: number;
  #memoryBytes: number;
  /** In the order of the machine. */
  #gpus: readonly OwnGpu[];

  constructor({ cores, memoryBytes, gpus }: SharedResources) {
    this.#hidden = Object.fromEntries(gpus.map(({ variable }) => [variable, '']));
    this.#cores = cores;
    this.#memoryBytes = memoryBytes;
    this.#gpus = gpus;
  }

  /** Whether there is as much left. */
  fits({ cpus, gpus = 0, memoryBytes = 0 }: RunNeeds = ONE_CORE): boolean {
    return cpus <= this.#cores && memoryBytes <= this.#memoryBytes && gpus <= this.#gpus.length;
  }

  /** @param needs must fit */
  take(owner: Owner, { cpus, gpus = 0, memoryBytes = 0 }: RunNeeds = ONE_CORE): void {
    this.#parts.set(owner, { cores: cpus, memoryBytes, gpus: this.#gpus.slice(0, gpus) });
    this.#cores -= cpus;
    this.#memoryBytes -= memoryBytes;
    this.#gpus = this.#gpus.slice(gpus);
  }

  giveBack(owner: Owner): void {
    const part = this.#parts.get(owner);
    if (part === undefined) return;
    this.#parts.delete(owner);
    this.#cores += part.cores;
    this.#memoryBytes += part.memoryBytes;
    this.#gpus = [...this.#gpus, ...part.gpus].toSorted((a, b) => a.index - b.index);
  }

  /** The device of a lane with what its owner has of it. Where some have GPUs to themselves, the others see none. */
  deviceOf<Device extends LaneDevice>(owner: Owner, device: Device): Device {
    const { gpus = [] } = this.#parts.get(owner) ?? {};
    if (gpus.length === 0) return { ...device, environment: { ...device.environment, ...this.#hidden } };
    const id = gpus.map((gpu) => gpu.id).join('+');
    const name = `${id} ${[...new Set(gpus.map((gpu) => gpu.name))].join(', ')}`;
    const environment = { [gpus[0]!.variable]: gpus.map(({ value }) => value).join(',') };
    return { ...device, id, name, environment };
  }
}

/** Those that need most come first: GPUs before memory, and memory before cores. */
export const byNeeds = (a: RunNeeds | undefined, b: RunNeeds | undefined): number => {
  const [one, other] = [a ?? ONE_CORE, b ?? ONE_CORE];
  return (
    (other.gpus ?? 0) - (one.gpus ?? 0) ||
    (other.memoryBytes ?? 0) - (one.memoryBytes ?? 0) ||
    other.cpus - one.cpus
  );
};
