/** What a configuration says of a CP factorization. */
import { z } from 'zod';

export const cpModelSchema = z.strictObject({
  kind: z.literal('cp').describe('a tensor factorization: the sum of `components` rank-one tensors (CP)'),
  components: z
    .int()
    .min(1)
    .optional()
    .describe('number of components, R. Default: the product of `task.dims` over the largest of them'),
  linearOutput: z
    .boolean()
    .default(false)
    .describe('whether each component is multiplied by a weight that is learned too'),
});

export type CpModelConfig = z.output<typeof cpModelSchema>;
