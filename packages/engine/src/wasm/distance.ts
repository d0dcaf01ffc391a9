/** Distance of a tensor from a target, in Frobenius norms and relative to that of the target. */
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';

export class Distance {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #target: Address;
  readonly #tensor: Address;
  readonly #squaredTargetNorm: number;

  constructor(kernels: Kernels, arena: Arena, target: Float32Array) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#target = arena.copyOf(target);
    this.#tensor = arena.zeros(target.length);
    this.#squaredTargetNorm = kernels.squaredDistance(target.length, this.#target, this.#tensor);
  }

  /** ||W - W*||_F / ||W*||_F */
  of(tensor: Float32Array): number {
    this.#arena.floats(this.#tensor, tensor.length).set(tensor);
    const squaredDistance = this.#kernels.squaredDistance(tensor.length, this.#tensor, this.#target);
    return Math.sqrt(squaredDistance / this.#squaredTargetNorm);
  }
}
