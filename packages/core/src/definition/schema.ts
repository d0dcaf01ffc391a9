/**
 * A sweep definition: named parts, each a base configuration with axes, and the figure to draw of them.
 * Built-in definitions and the user's own YAML, JSON or TypeScript files are checked by this one schema.
 */
import { z } from 'zod';
import { runConfigSchema, seedSchema } from '../config/schema.ts';
import { axisValueSchema, nameSchema } from './axisValue.ts';
import { figureSchema } from './figureSchema.ts';

export type { AxisValue } from './axisValue.ts';
export * from './figureSchema.ts';

const partSchema = z.strictObject({
  description: z.string().optional(),
  base: runConfigSchema.omit({ seed: true }),
  axes: z
    .record(z.string(), z.array(axisValueSchema).min(1))
    .default({})
    .describe('configuration path -> values; the cells are their product, the first axis varying slowest'),
});

const presetSchema = z.strictObject({
  description: z.string().optional(),
  seeds: z.array(seedSchema).min(1).default([0]),
  parts: z.record(nameSchema, partSchema),
});

export const definitionSchema = z.strictObject({
  name: nameSchema,
  description: z.string(),
  presets: z.record(nameSchema, presetSchema),
  figure: figureSchema.optional(),
});

/** A definition as written: defaults may be left out. */
export type SweepDefinitionInput = z.input<typeof definitionSchema>;
export type SweepDefinition = z.output<typeof definitionSchema>;
export type SweepPreset = z.output<typeof presetSchema>;
export type SweepPart = z.output<typeof partSchema>;
