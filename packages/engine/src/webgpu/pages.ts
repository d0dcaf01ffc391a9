/** The pages of a cohort on the device. Members with equal pages share one; there is room for as many as were ever different. */
import { createHash } from 'node:crypto';
import type { Gpu } from './gpu.ts';

export class Pages {
  readonly #gpu: Gpu;
  readonly #words: number;
  readonly #most: number;
  /** Users of each page in the buffer, by its number, and their hashes. */
  readonly #users: number[] = [];
  readonly #hashes: string[] = [];
  #buffer: GPUBuffer;
  #room = 1;

  /** @param most the number of slots */
  constructor(gpu: Gpu, words: number, most: number) {
    this.#gpu = gpu;
    this.#words = words;
    this.#most = most;
    this.#buffer = gpu.buffer(4 * words);
  }

  get buffer(): GPUBuffer {
    return this.#buffer;
  }

  /** @returns the word at which the page begins; the buffer may be another afterwards */
  take(page: Uint32Array<ArrayBuffer>): number {
    const hash = createHash('sha256').update(page).digest('hex');
    let number = this.#hashes.findIndex((known, i) => known === hash && this.#users[i]! > 0);
    if (number < 0) {
      number = this.#users.findIndex((users) => users === 0);
      if (number < 0) number = this.#users.length;
      this.#reserve(number + 1);
      this.#users[number] = 0;
      this.#hashes[number] = hash;
      this.#gpu.device.queue.writeBuffer(this.#buffer, 4 * this.#words * number, page);
    }
    this.#users[number]!++;
    return this.#words * number;
  }

  giveBack(at: number): void {
    this.#users[this.#words === 0 ? 0 : at / this.#words]!--;
  }

  destroy(): void {
    this.#buffer.destroy();
  }

  #reserve(count: number): void {
    if (count <= this.#room) return;
    const old = { buffer: this.#buffer, bytes: 4 * this.#words * this.#room };
    this.#room = Math.min(2 * this.#room, this.#most);
    this.#buffer = this.#gpu.buffer(4 * this.#words * this.#room);
    const encoder = this.#gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(old.buffer, 0, this.#buffer, 0, old.bytes);
    this.#gpu.device.queue.submit([encoder.finish()]);
    old.buffer.destroy();
  }
}
