/** What a configuration says of a hierarchical tensor factorization. */
import { z } from 'zod';
import { nestedTreeSchema, poolingPatterns, poolSizeSchema } from '../../modeTree/schema.ts';

export const hierarchicalModelSchema = z.strictObject({
  kind: z
    .literal('hierarchical')
    .describe('a hierarchical tensor factorization: modes are joined step by step along a mode tree'),
  widths: z
    .array(z.int().min(1))
    .min(1)
    .describe('number of local components of every layer, from the leaves upward, without the root'),
  pooling: z
    .enum(poolingPatterns)
    .default('checkerboard')
    .describe(
      'which modes are joined. checkerboard: neighbours. half: a mode and its counterpart in the other half. ' +
        'checkerboard-sq: square patches, where the modes are the pixels of a square image',
    ),
  poolSize: poolSizeSchema
    .default(2)
    .describe('how many nodes are joined into one: a number, or a list with one for each layer'),
  tree: nestedTreeSchema
    .optional()
    .describe(
      'the mode tree itself, in place of `pooling` and `poolSize`: `[[1, 2], [3, 4]]` joins 1 and 2, 3 and 4, then both',
    ),
});

export type HierarchicalModelConfig = z.output<typeof hierarchicalModelSchema>;
