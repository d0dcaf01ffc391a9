/**
 * Buffers in the memory of one set of kernels, allocated one after another. A new arena on the same memory starts again from the
 * beginning.
 */
import type { Kernels } from '@ranksweep/kernels';

const PAGE_BYTES = 65_536;
/** Alignment of every buffer: a cache line. */
const ALIGNMENT = 64;
/** The most memory that WebAssembly addresses can reach. */
export const MOST_BYTES = 2 ** 32;

/** Address in bytes of a buffer in the kernels' memory. */
export type Address = number;

export class Arena {
  readonly #memory: WebAssembly.Memory;
  #next: number;

  constructor({ memory, heapBase }: Kernels) {
    this.#memory = memory;
    this.#next = heapBase;
  }

  /** @throws RangeError if 4 GiB are not enough, or the machine has no memory left */
  allocate(bytes: number): Address {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    this.reach(this.#next);
    return address;
  }

  /** The address at which the next buffer begins. */
  get end(): Address {
    return this.#next;
  }

  /** Room for `count` floats, filled with zeros. */
  zeros(count: number): Address {
    const address = this.allocate(4 * count);
    this.floats(address, count).fill(0);
    return address;
  }

  copyOf(values: Float32Array | Int32Array | Uint16Array): Address {
    const { byteLength } = values;
    const address = this.allocate(byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, byteLength);
    new Uint8Array(this.#memory.buffer, address, byteLength).set(bytes);
    return address;
  }

  /** Room for `count` floats, which `write` must fill. */
  filled(count: number, write: (floats: Float32Array) => void): Address {
    const address = this.allocate(4 * count);
    write(this.floats(address, count));
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

  /** Lets `edit` change the whole memory, as integers: the one at an address is at address / 4. */
  editIntegers(edit: (memory: Int32Array) => void): void {
    edit(new Int32Array(this.#memory.buffer));
  }

  /** Grows the memory if it ends earlier. */
  protected reach(end: Address): void {
    if (end > MOST_BYTES) throw new RangeError(`buffers: expected at most 4 GiB, found ${end} bytes`);
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
}

/** Tells how much memory buffers would take without allocating any. Addresses are those of an arena; nothing is written. */
export class UnwrittenArena extends Arena {
  override zeros(count: number): Address {
    return this.allocate(4 * count);
  }

  override copyOf(values: Float32Array | Int32Array | Uint16Array): Address {
    return this.allocate(values.byteLength);
  }

  override filled(count: number): Address {
    return this.allocate(4 * count);
  }

  override editIntegers(): void {}

  protected override reach(): void {}
}
