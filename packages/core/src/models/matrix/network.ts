/** W_e = W_1 W_2 ... W_L. */
import { InputError } from '../../config/errors.ts';
import type { ChainNetwork } from '../network.ts';
import { shownNumbers } from '../shownNumbers.ts';
import type { MatrixModelConfig } from './schema.ts';

/** L - 1 inner dimensions min(d_1, d_2), so that the end matrix may have any rank. */
export const defaultHiddenWidths = (depth: number, dims: readonly number[]): number[] =>
  new Array<number>(depth - 1).fill(Math.min(...dims));

/** @throws InputError if the model does not fit the dimensions */
export function chainNetwork(
  { depth, hiddenWidths }: MatrixModelConfig,
  dims: readonly number[],
): ChainNetwork {
  if (dims.length !== 2) {
    throw new InputError(`task.dims: expected 2 dimensions for a matrix model, found ${shownNumbers(dims)}`);
  }
  const hidden = hiddenWidths ?? defaultHiddenWidths(depth, dims);
  if (hidden.length !== depth - 1) {
    throw new InputError(
      `model.hiddenWidths: expected depth - 1 = ${depth - 1} widths, found ${shownNumbers(hidden)}`,
    );
  }
  const widths = [dims[0]!, ...hidden, dims[1]!];
  const parameters = Array.from({ length: depth }, (_, l) => ({
    name: `factor_${l + 1}`,
    rows: widths[l]!,
    cols: widths[l + 1]!,
  }));
  return { kind: 'chain', dims, widths, parameters };
}
