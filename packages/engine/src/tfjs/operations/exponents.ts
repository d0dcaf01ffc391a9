/**
 * Numbers whose products leave float32's range, as x = m 2^e. Powers of two are exact, so nothing is rounded; and they are
 * constants to the gradient, which is therefore that of x.
 */
import type { Tensor, TensorFlow } from '../tensorflow.ts';

/**
 * Smaller numbers are scaled no further: their m are below 1. The gradient of a factor is the product of the others, m and e of
 * which are known, times the power that the factor has in e; with a power far smaller than these others it would vanish.
 */
const SMALLEST_EXPONENT = -40;
const LARGEST_EXPONENT = 127;
/** A normal float32 is at least 2^-126. */
const SMALLEST_POWER = -126;

type Save = (kept: Tensor[]) => void;

const timesSaved =
  (tf: TensorFlow) =>
  (dy: Tensor, saved: Tensor[]): Tensor =>
    tf.mul(dy, saved[0]!);

/** How numbers near one and products of such are scaled. */
export class Exponents {
  readonly #tf: TensorFlow;
  /** 2^-126 ... 2^127 */
  readonly #powers: Tensor;
  /** Exponents and scales of the present evaluation. */
  readonly #kept: Tensor[] = [];

  constructor(tf: TensorFlow) {
    this.#tf = tf;
    const count = LARGEST_EXPONENT - SMALLEST_POWER + 1;
    this.#powers = tf.keep(
      tf.tensor1d(Float32Array.from({ length: count }, (_, i) => 2 ** (i + SMALLEST_POWER))),
    );
  }

  /**
   * x = m 2^e, where m is scaled by one power for every group of numbers along the last axis.
   * @param grouped whether numbers along the last axis have one exponent, or each its own
   * @returns m, of x's shape, and e, which is valid until `release`
   */
  split(x: Tensor, grouped: 'together' | 'apart'): { m: Tensor; e: Tensor } {
    const tf = this.#tf;
    let e: Tensor | undefined;
    const scaled = tf.customGrad((y, save) => {
      const magnitudes = tf.abs(y as Tensor);
      e = tf.keep(this.#exponentsOf(grouped === 'together' ? tf.max(magnitudes, -1, true) : magnitudes));
      const scale = this.#powersOf(tf.neg(e));
      (save as Save)([scale]);
      return { value: tf.mul(y as Tensor, scale), gradFunc: timesSaved(tf) };
    });
    const m = scaled(x);
    this.#kept.push(e!);
    return { m, e: e! };
  }

  /** m 2^e, infinite or 0 where that is out of range. */
  join(m: Tensor, e: Tensor): Tensor {
    const tf = this.#tf;
    const half = tf.floor(tf.mul(e, 0.5));
    const scaled = [half, tf.sub(e, half)].map((power) => this.#scaleBy(power));
    return scaled.reduce((x, scale) => scale(x), m);
  }

  #scaleBy(e: Tensor): (x: Tensor) => Tensor {
    const tf = this.#tf;
    return tf.customGrad((x, save) => {
      const scale = this.#powersOf(tf.clipByValue(e, SMALLEST_POWER, LARGEST_EXPONENT));
      (save as Save)([scale]);
      return { value: tf.mul(x as Tensor, scale), gradFunc: timesSaved(tf) };
    });
  }

  /** Forgets the exponents of the last evaluation. */
  release(): void {
    this.#tf.dispose(this.#kept.splice(0));
  }

  dispose(): void {
    this.release();
    this.#powers.dispose();
  }

  /** About log2, 0 for 0 and NaN. */
  #exponentsOf(magnitudes: Tensor): Tensor {
    const tf = this.#tf;
    const exponents = tf.floor(tf.mul(tf.log(magnitudes), Math.LOG2E));
    const isNumber = tf.greater(magnitudes, 0);
    return tf.where(
      isNumber,
      tf.clipByValue(exponents, SMALLEST_EXPONENT, LARGEST_EXPONENT - 1),
      tf.zerosLike(magnitudes),
    );
  }

  #powersOf(e: Tensor): Tensor {
    const tf = this.#tf;
    const index = tf.cast(tf.sub(e, SMALLEST_POWER), 'int32');
    return tf.reshape(tf.gather(this.#powers, tf.reshape(index, [-1])), e.shape);
  }
}
