/**
 * Axes with randomly drawn values. All random axes of a group are drawn together: 20 draws of three keys are 20 points, as a
 * random search needs.
 */
import {
  checkSchema,
  exactExp,
  exactLog,
  RandomStream,
  SchemaWalk,
  seedSchema,
  throwProblems,
} from '@ranksweep/core';
import { z } from 'zod';
import { axisValueSchema, type AxisValue } from './axisValue.ts';
import { MOST_CELLS } from './cells.ts';

/** An interval, both ends included. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

const ascending = ({ value, issues }: z.core.ParsePayload<Bounds>): void => {
  if (value.from <= value.to) return;
  const message = `expected at least \`from\`, which is ${value.from}, found ${value.to}`;
  issues.push({ code: 'custom', path: ['to'], message, input: value.to });
};

const positive = z.number().positive();

/** How the values of one axis are drawn. */
export const distributionSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('uniform').describe('every number between the bounds is equally likely'),
      from: z.number().describe('lower bound'),
      to: z.number().describe('upper bound'),
    })
    .check(ascending),
  z
    .strictObject({
      kind: z.literal('log-uniform').describe('every order of magnitude is equally likely'),
      from: positive.describe('lower bound'),
      to: positive.describe('upper bound'),
    })
    .check(ascending),
  z
    .strictObject({
      kind: z.literal('integer').describe('every integer from `from` to `to` is equally likely'),
      from: z.int().describe('least integer'),
      to: z.int().describe('greatest integer, which may be drawn too'),
    })
    .check(ascending),
  z.strictObject({
    kind: z.literal('choice').describe('every value of a list is equally likely'),
    values: z.array(axisValueSchema).min(1).describe('the values to choose from'),
  }),
]);

/** A distribution that has been checked: bounds ascend, and those of `log-uniform` are positive. */
export type Distribution = z.output<typeof distributionSchema>;

/** The axes of a part that are drawn together. */
export const randomSchema = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(MOST_CELLS)
    .describe(
      'how many points are drawn; a greater count keeps the points of a smaller one and adds to them',
    ),
  seed: seedSchema.default(0).describe('fixes the draws; it has nothing to do with the seeds of the runs'),
  axes: z
    .record(z.string(), distributionSchema)
    .describe('dotted key of the configuration, such as `init.std`: the distribution of its values'),
});

/** Random axes with their defaults. */
export type RandomSpec = z.output<typeof randomSchema>;

/**
 * Parses a distribution.
 * @param where says what `value` is, for the error message
 * @throws InputError if it is not a distribution
 */
export function parseDistribution(value: unknown, where: string): Distribution {
  const walk = new SchemaWalk(distributionSchema);
  const checked = checkSchema(distributionSchema, walk, value, { siblings: 'key' });
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}

/** One axis of a `RandomSpec`. */
export interface Draw extends Omit<RandomSpec, 'axes'> {
  readonly distribution: Distribution;
}

/**
 * The values of one axis. Each axis has its own random stream, so its draws depend only on its path and the seed. The first draws
 * do not depend on the count.
 */
export function drawValues({ distribution, count, seed }: Draw, path: string): AxisValue[] {
  const stream = new RandomStream(seed, `axis/${path}`);
  return Array.from({ length: count }, () => drawOne(distribution, stream));
}

function drawOne(distribution: Distribution, stream: RandomStream): AxisValue {
  switch (distribution.kind) {
    case 'uniform':
      return uniformAt(stream.uniform(), distribution);
    case 'log-uniform':
      return logUniformAt(stream.uniform(), distribution);
    case 'integer':
      return distribution.from + stream.integer(distribution.to - distribution.from + 1);
    case 'choice':
      return distribution.values[stream.integer(distribution.values.length)]!;
  }
}

/** The number at a share of the way from one bound to the other. */
export function uniformAt(share: number, { from, to }: Bounds): number {
  // Use the digits of the step, not of the sum, because bounds may lie close together and far from zero.
  const step = Number(((to - from) * share).toPrecision(DIGITS));
  return inside(Number((from + step).toPrecision(2 * DIGITS)), { from, to });
}

/** The same, by ratios. */
export function logUniformAt(share: number, { from, to }: Bounds): number {
  const [low, high] = [exactLog(from), exactLog(to)];
  return inside(Number(exactExp(low + (high - low) * share).toPrecision(DIGITS)), { from, to });
}

/** Six digits are easy to read and type, and more than a search can distinguish. */
const DIGITS = 6;

const inside = (value: number, { from, to }: Bounds): number => Math.min(to, Math.max(from, value));
