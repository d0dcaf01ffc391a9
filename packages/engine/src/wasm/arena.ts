/** Buffers in the memory of one set of kernels: allocated one after the other, all given back at once. */
import type { Kernels } from '@ranksweep/kernels';

const PAGE_BYTES = 65_536;
/** Alignment of every buffer: a cache line. */
const ALIGNMENT = 64;
const MAX_BYTES = 2 ** 32;

/** Address in bytes of a buffer in the kernels' memory. */
export type Address = number;

export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #heapBase: number;
  #next: number;

  constructor({ memory, heapBase }: Kernels) {
    this.#memory = memory;
    this.#heapBase = heapBase;
    this.#next = heapBase;
  }

  /** @throws RangeError when 4 GiB are not enough, or the machine has no more memory */
  allocate(bytes: number): Address {
    const address = this.#next;
    const end = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    if (end > MAX_BYTES) throw new RangeError(`buffers: expected at most 4 GiB, found ${end} bytes`);
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#next = end;
    return address;
  }

  /** Room for `count` floats, zero. */
  zeros(count: number): Address {
    const address = this.allocate(4 * count);
    this.floats(address, count).fill(0);
    return address;
  }

  copyOf(values: Float32Array | Int32Array): Address {
    const address = this.allocate(values.byteLength);
    if (values instanceof Int32Array) this.integers(address, values.length).set(values);
    else this.floats(address, values.length).set(values);
    return address;
  }

  /** A view that is valid until the next allocation. */
  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  doubles(address: Address, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, count);
  }

  integers(address: Address, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  /** Gives everything back. */
  clear(): void {
    this.#next = this.#heapBase;
  }
}
