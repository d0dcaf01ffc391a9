/** How mode trees are written in configurations, of models and of targets. */
import { z } from 'zod';

/** Nested mode tree, modes numbered from 1 as in the papers: `[[1, 2], [3, 4]]`. */
export type NestedTree = number | NestedTree[];
export const nestedTreeSchema: z.ZodType<NestedTree> = z
  .lazy(() => z.union([z.int().min(1), z.array(nestedTreeSchema).min(2)]))
  .describe('nested lists of mode numbers from 1, for example [[1, 2], [3, 4]]');

export const poolingPatterns = ['checkerboard', 'half', 'checkerboard-sq'] as const;

/** Pool sizes: one for every layer, or a list with one per layer from the leaves upward. */
export const poolSizeSchema = z.union([z.int().min(2), z.array(z.int().min(2)).min(1)]);

export type PoolingPattern = (typeof poolingPatterns)[number];
