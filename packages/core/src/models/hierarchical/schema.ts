import { z } from 'zod';
import { nestedTreeSchema, poolingPatterns, poolSizeSchema } from '../../modeTree/schema.ts';

export const hierarchicalModelSchema = z.strictObject({
  kind: z.literal('hierarchical'),
  widths: z
    .array(z.int().min(1))
    .min(1)
    .describe('output width of every layer from the leaves upward, without the root'),
  pooling: z
    .enum(poolingPatterns)
    .default('checkerboard')
    .describe(
      'what joins modes: checkerboard neighbours; half mode i and its counterpart in the other half, ' +
        'two halves interleaved as 1 4 2 5 3 6; checkerboard-sq square patches of a square grid',
    ),
  poolSize: poolSizeSchema.default(2),
  tree: nestedTreeSchema.optional().describe('explicit mode tree; overrides pooling and poolSize'),
});

export type HierarchicalModelConfig = z.output<typeof hierarchicalModelSchema>;
