/** What a configuration says of a matrix factorization. */
import { z } from 'zod';

export const matrixModelSchema = z.strictObject({
  kind: z.literal('matrix').describe('a deep matrix factorization: the product of `depth` matrices'),
  depth: z.int().min(1).default(3).describe('number of matrices, L'),
  hiddenWidths: z
    .array(z.int().min(1))
    .optional()
    .describe(
      'the depth - 1 inner dimensions, from the left. Default: the smaller one of `task.dims`, for each',
    ),
});

export type MatrixModelConfig = z.output<typeof matrixModelSchema>;
