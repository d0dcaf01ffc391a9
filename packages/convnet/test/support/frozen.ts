/**
 * Primitives that decide only once where a relu lets numbers through and which number of a window is the largest, so that finite
 * differences do not cross kinks. Derivatives are the same there.
 */
import type { Tensor } from '@ranksweep/engine/tfjs';
import type { Primitives } from '../../src/primitives/primitives.ts';

export interface Frozen {
  readonly primitives: Primitives;
  /** Before the same forward passes are gone through again. */
  readonly restart: () => void;
  /** Releases what was decided. */
  readonly dispose: () => void;
}

export function frozen(on: Primitives): Frozen {
  const { tf } = on;
  const decided: Tensor[][] = [];
  const decisionOf = new WeakMap<Tensor, Tensor[]>();
  let next = 0;
  const decide = (decision: () => Tensor[], compute: (decision: Tensor[]) => Tensor): Tensor => {
    const made = (decided[next++] ??= decision().map((tensor) => tf.keep(tensor.clone())));
    const y = compute(made);
    decisionOf.set(y, made);
    return y;
  };
  const primitives: Primitives = {
    ...on,
    relu: (x) =>
      decide(
        () => [tf.step(x)],
        ([mask]) => tf.mul(x, mask!),
      ),
    positive: (dy, y) => tf.mul(dy, decisionOf.get(y)![0]!),
    maxPool: (x, window) =>
      decide(
        () => [x, on.maxPool(x, window)],
        ([x0, y0]) => on.maxPoolSelect(x0!, y0!, x, window),
      ),
    maxPoolInput: (_, y, dy, window) => {
      const [x0, y0] = decisionOf.get(y)!;
      return on.maxPoolInput(x0!, y0!, dy, window);
    },
    maxPoolSelect: (_, y, u, window) => {
      const [x0, y0] = decisionOf.get(y)!;
      return on.maxPoolSelect(x0!, y0!, u, window);
    },
  };
  return { primitives, restart: () => (next = 0), dispose: () => tf.dispose(decided) };
}
