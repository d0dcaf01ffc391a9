/**
 * What the kernels read of a member's task: index lists of its plan, and the numbers that it is to fit. Members of one cohort key
 * have lists of the same lengths, so one layout serves all, and members with the same task share a page.
 */
import type { Workload } from '@ranksweep/core';

type List = Int32Array | Float32Array;

interface Part {
  readonly offset: number;
  readonly length: number;
  readonly of: (workload: Workload) => List;
}

export class PageLayout {
  readonly #example: Workload;
  readonly #parts: Part[] = [];
  #words = 0;

  constructor(example: Workload) {
    this.#example = example;
  }

  /** Words of a page, each an integer or a float32 number. */
  get words(): number {
    return this.#words;
  }

  /**
   * @param of finds the list in a workload
   * @param length of the list. Default: that of the example's
   * @returns the list's offset
   */
  add(of: (workload: Workload) => List, length = of(this.#example).length): number {
    const offset = this.#words;
    this.#parts.push({ offset, length, of });
    this.#words += length;
    return offset;
  }

  pageOf(workload: Workload): Uint32Array<ArrayBuffer> {
    const page = new Uint32Array(this.#words);
    const [integers, floats] = [new Int32Array(page.buffer), new Float32Array(page.buffer)];
    for (const { offset, length, of } of this.#parts) {
      const list = of(workload);
      if (list.length !== length)
        throw new TypeError(`page: expected ${length} numbers, found ${list.length}`);
      if (list instanceof Float32Array) floats.set(list, offset);
      else integers.set(list, offset);
    }
    return page;
  }
}
