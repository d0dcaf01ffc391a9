/** What NVIDIA's own program says of the GPUs; nothing where it is not there. */
import { execa } from 'execa';

export interface Gpu {
  readonly name: string;
  /** Undefined where the card does not tell. */
  readonly percent: number | undefined;
  readonly usedMiB: number | undefined;
  readonly totalMiB: number | undefined;
  readonly celsius: number | undefined;
  readonly watts: number | undefined;
}

const EVERY_MS = 2000;

/** It hangs where the driver does. */
const LONGEST_MS = 10_000;

const QUERY = 'name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw';

export class GpuWatch {
  #askedMs = -Infinity;
  #isAsking = false;
  #isAbsent = false;
  gpus: readonly Gpu[] = [];

  /** Never waits: what is found is there at a later look. */
  look(nowMs: number): void {
    if (this.#isAbsent || this.#isAsking || nowMs - this.#askedMs < EVERY_MS) return;
    this.#askedMs = nowMs;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const { failed, stdout, code } = await execa(
      'nvidia-smi',
      [`--query-gpu=${QUERY}`, '--format=csv,noheader,nounits'],
      { stdin: 'ignore', reject: false, timeout: LONGEST_MS },
    );
    this.#isAsking = false;
    this.#isAbsent = code === 'ENOENT';
    this.gpus = failed ? [] : parseGpus(stdout);
  }
}

/** One card a line; names may have commas. */
export const parseGpus = (csv: string): Gpu[] =>
  csv
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .filter(({ length }) => length >= 6)
    .map((fields) => {
      const [percent, usedMiB, totalMiB, celsius, watts] = fields.slice(-5).map(numberOf);
      return { name: fields.slice(0, -5).join(', '), percent, usedMiB, totalMiB, celsius, watts };
    });

/** `[N/A]`, `[Not Supported]` and the like are no numbers. */
const numberOf = (field: string): number | undefined =>
  /^\d+(\.\d+)?$/.test(field) ? Number(field) : undefined;
