/** One backend of TensorFlow.js, ready to compute. */
import { registerGradients } from '../operations/gradients.ts';
import type { Backend, ProductTraits, TensorFlow } from '../tensorflow.ts';

/** Products are the same alone and in a batch, and as quick. */
export const PLAIN_PRODUCTS: ProductTraits = { hasSlowBatches: false, mostOutOfOrder: 0 };

export interface BackendOptions {
  readonly tf: TensorFlow;
  /** As TensorFlow.js names it. */
  readonly name: string;
  readonly products: ProductTraits;
}

/** @throws Error if TensorFlow.js cannot use the backend here */
export async function createBackend({ tf, name, products }: BackendOptions): Promise<Backend> {
  // Otherwise it prints that another package is faster.
  tf.enableProdMode();
  if (!(await tf.setBackend(name))) {
    throw new Error(
      `TensorFlow.js: expected its backend ${name} to start on this machine, found that it does not`,
    );
  }
  registerGradients(tf, products);
  return {
    tf,
    products,
    compute<Result>(of: () => Result): Result {
      // It has started before, and is set at once.
      if (tf.getBackend() !== name) void tf.setBackend(name);
      let result: { readonly value: Result } | undefined;
      tf.tidy(() => {
        result = { value: of() };
      });
      return result!.value;
    },
  };
}
