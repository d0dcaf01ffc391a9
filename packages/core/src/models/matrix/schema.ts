import { z } from 'zod';

export const matrixModelSchema = z.strictObject({
  kind: z.literal('matrix'),
  depth: z.int().min(1).default(3).describe('L, the number of factors'),
  hiddenWidths: z
    .array(z.int().min(1))
    .optional()
    .describe('L - 1 inner dimensions; default min(d_1, d_2) each'),
});

export type MatrixModelConfig = z.output<typeof matrixModelSchema>;
