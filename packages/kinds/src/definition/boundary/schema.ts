/** The schema of a boundary: along which axis an outcome flips, and how surely that is to be known. */
import { seedSchema } from '@ranksweep/core';
import { z } from 'zod';

export const MOST_BOUNDARY_TRIALS = 1000;
const MOST_PARALLEL = 64;

/** A boundary as written. What keys demand of the part's axes, `boundaryKeyProblems` says. */
export const boundarySchema = z.strictObject({
  along: z
    .string()
    .describe(
      'the axis along which the outcome flips, such as `task.observed`. The boundary is looked for among its values, for every ' +
        'combination of the other axes',
    ),
  outcome: z
    .string()
    .describe(
      'a condition on what a run ends with, such as `reconstruction_error < 0.05`: on final metrics, `iterations`, and keys of ' +
        'the configuration',
    ),
  holds: z
    .enum(['above', 'below'])
    .default('above')
    .describe('on which side of the boundary the outcome holds in at least half of all seeds'),
  confidence: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.9)
    .describe('how likely it is at least that the interval which is found has the boundary in it'),
  trials: z
    .int()
    .min(1)
    .max(MOST_BOUNDARY_TRIALS)
    .default(30)
    .describe(
      'the most runs that are made for one combination of the other axes; each has a seed of its own',
    ),
  within: z
    .int()
    .min(1)
    .default(1)
    .describe(
      'how many steps between neighbouring values the interval may span for the search to end before',
    ),
  parallel: z
    .int()
    .min(1)
    .max(MOST_PARALLEL)
    .default(1)
    .describe(
      'how many runs of one combination of the other axes are under way at once; a choice lacks the results of one fewer than this',
    ),
  seed: seedSchema.default(0).describe('the first of the seeds'),
});

/** Written out, because the compiler's declarations of what zod infers here cannot be compiled. */
export interface BoundaryInput {
  along: string;
  outcome: string;
  holds?: 'above' | 'below' | undefined;
  confidence?: number | undefined;
  trials?: number | undefined;
  within?: number | undefined;
  parallel?: number | undefined;
  seed?: number | undefined;
}

/** A boundary with its defaults. */
export type BoundarySpec = { [Key in keyof BoundaryInput]-?: NonNullable<BoundaryInput[Key]> };
