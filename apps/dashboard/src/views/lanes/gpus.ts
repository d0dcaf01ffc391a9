/** What NVIDIA's own program says of the GPUs, now and then; nothing where it is not there. */
import { nvidiaGpus, type NvidiaGpu } from '@ranksweep/machine';

const EVERY_MS = 2000;

export class GpuWatch {
  #askedMs = -Infinity;
  #isAsking = false;
  #isAbsent = false;
  gpus: readonly NvidiaGpu[] = [];

  /** Never waits: what is found is there at a later look. */
  look(nowMs: number): void {
    if (this.#isAbsent || this.#isAsking || nowMs - this.#askedMs < EVERY_MS) return;
    this.#askedMs = nowMs;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const found = await nvidiaGpus();
    this.#isAsking = false;
    this.#isAbsent = found === undefined;
    this.gpus = found ?? [];
  }
}
