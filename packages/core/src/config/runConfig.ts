/** The part of a configuration that all kinds of run share: a seed, when the run stops, and what is recorded. */
import { z } from 'zod';

export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 48 - 1)
  .describe('an integer that every random number of a run comes from');

const positiveInteger = z.int().min(1);

/** As `stop.maxIterations`: runs that end by themselves have no limit. */
export const NO_ITERATION_LIMIT = Number.MAX_SAFE_INTEGER;

export const stopSchema = z.strictObject({
  lossBelow: z
    .number()
    .min(0)
    .default(5e-5)
    .describe('a check is passed where the mean squared error of the observations is below this'),
  patience: z
    .int()
    .min(0)
    .default(100)
    .describe('the run stops when patience + 1 checks in a row are passed'),
  checkEvery: positiveInteger.default(25).describe('iterations between checks'),
  maxIterations: z
    .int()
    .min(0)
    .default(500_000)
    .describe('the run stops after so many iterations in any case'),
  // No default: it would change the hash of stored sweeps.
  when: z
    .string()
    .optional()
    .describe(
      'a condition on events and metrics: the run stops at the first snapshot at which it holds, as in `risen.component_norm_3` or ' +
        '`plateau >= 5000 && train_loss < 0.1`. Default: none',
    ),
});

export const recordSchema = z.strictObject({
  every: positiveInteger
    .default(25)
    .describe('iterations between snapshots; the first iteration and the last have one in any case'),
  // No defaults: they would change the hash of stored sweeps.
  perDecade: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'a logarithmic schedule: so many snapshots from one power of ten to the next, each at a multiple of `every`. Default: a snapshot ' +
        'at every multiple of `every`',
    ),
  onChange: z
    .number()
    .positive()
    .lt(1)
    .optional()
    .describe(
      'with `perDecade`: a snapshot as well where values have moved by more than this share since the last one. Default: none',
    ),
  top: positiveInteger
    .default(10)
    .describe('how many values of a ranked metric are kept, such as the largest singular values'),
  metrics: z
    .array(z.string())
    .optional()
    .describe(
      'metrics to record, in place of the default ones of the model; docs/METRICS.md lists them. Default: those of the model',
    ),
});

export type StopConfig = z.output<typeof stopSchema>;
export type RecordConfig = z.output<typeof recordSchema>;

/** The configuration of a run of any kind. All keys but `stop` and `record` fix its numbers. */
export interface RunConfig {
  readonly seed: number;
  readonly stop: StopConfig;
  readonly record: RecordConfig;
  readonly [key: string]: unknown;
}

/** As written: defaults may be left out. */
export interface RunConfigInput {
  readonly seed?: number | undefined;
  readonly stop?: z.input<typeof stopSchema> | undefined;
  readonly record?: z.input<typeof recordSchema> | undefined;
  readonly [key: string]: unknown;
}
