/**
 * A sweep definition: named parts, each a base configuration with axes, and the figure to draw of them.
 * Built-in definitions and the user's own YAML, JSON or TypeScript files are checked by this one schema.
 */
import { seedSchema, type RunConfig } from '@ranksweep/core';
import { z } from 'zod';
import type { KnownConfigInput } from '../registry.ts';
import { axisValueSchema, nameSchema } from './axisValue.ts';
import { figureSchema } from './figureSchema.ts';

export type { AxisValue } from './axisValue.ts';
export * from './figureSchema.ts';

/** A configuration without its seed. */
export interface BaseConfig extends Pick<RunConfig, 'stop' | 'record'> {
  readonly [key: string]: unknown;
}

type WithoutSeed<Input> = Input extends unknown ? Omit<Input, 'seed'> : never;
export type BaseInput = WithoutSeed<KnownConfigInput>;

/** @param base of a part's configuration without its seed */
export const definitionSchemaWith = <Base extends z.ZodType>(base: Base) => {
  const part = z.strictObject({
    description: z.string().optional(),
    base,
    axes: z
      .record(z.string(), z.array(axisValueSchema).min(1))
      .default({})
      .describe('configuration path -> values; the cells are their product, the first axis varying slowest'),
  });
  const preset = z.strictObject({
    description: z.string().optional(),
    seeds: z.array(seedSchema).min(1).default([0]),
    parts: z.record(nameSchema, part),
  });
  return z.strictObject({
    name: nameSchema,
    description: z.string(),
    presets: z.record(nameSchema, preset),
    figure: figureSchema.optional(),
  });
};

type DefinitionSchema = ReturnType<typeof definitionSchemaWith<z.ZodType<BaseConfig, BaseInput>>>;

/** A definition as written: defaults may be left out. */
export type SweepDefinitionInput = z.input<DefinitionSchema>;
export type SweepDefinition = z.output<DefinitionSchema>;
export type SweepPreset = SweepDefinition['presets'][string];
export type SweepPart = SweepPreset['parts'][string];
