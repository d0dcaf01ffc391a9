/** What every run's configuration has, whatever kind of run it is: a seed, when it stops, and what is recorded of it. */
import { z } from 'zod';

export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 48 - 1);

const positiveInteger = z.int().min(1);

export const stopSchema = z.strictObject({
  lossBelow: z.number().min(0).default(5e-5).describe('the MSE counts as zero below this'),
  patience: z.int().min(0).default(100).describe('stops after patience + 1 such checks in a row'),
  checkEvery: positiveInteger.default(25).describe('iterations between checks'),
  maxIterations: z.int().min(0).default(500_000),
});

export const recordSchema = z.strictObject({
  every: positiveInteger.default(25).describe('iterations between snapshots'),
  // No defaults: they would change the hash of stored sweeps.
  perDecade: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('of the multiples of every, only the first at or after each 10^(j / perDecade)'),
  onChange: z
    .number()
    .positive()
    .lt(1)
    .optional()
    .describe('besides perDecade, multiples of every at which values have moved by more than this share'),
  top: positiveInteger.default(10).describe('how many values of a ranked metric are kept'),
  metrics: z.array(z.string()).optional().describe('metric names; default: those of the model kind'),
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
