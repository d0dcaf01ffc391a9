import { z } from 'zod';

export const cpModelSchema = z.strictObject({
  kind: z.literal('cp'),
  components: z.int().min(1).optional().describe('R; default prod(d_n) / max(d_n)'),
  linearOutput: z.boolean().default(false).describe('learn one weight per component'),
});

export type CpModelConfig = z.output<typeof cpModelSchema>;
