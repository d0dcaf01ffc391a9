/**
 * A sweep definition: named parts, each a base configuration with axes, and the figure to draw of them.
 * Built-in definitions and the user's own YAML, JSON or TypeScript files are checked by this one schema.
 */
import { z } from 'zod';
import { runConfigSchema, seedSchema } from '../config/schema.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

/** One value of an axis: a scalar, or a list for a key whose values are lists. */
export type AxisValue = number | string | boolean | AxisValue[];
const axisValue: z.ZodType<AxisValue> = z
  .lazy(() => z.union([z.number(), z.string(), z.boolean(), z.array(axisValue)]))
  .describe('a number, a string, true, false or a list');

const partSchema = z.strictObject({
  description: z.string().optional(),
  base: runConfigSchema.omit({ seed: true }),
  axes: z
    .record(z.string(), z.array(axisValue).min(1))
    .default({})
    .describe('configuration path -> values; the cells are their product, the first axis varying slowest'),
});

const panelSchema = z.strictObject({
  title: z.string(),
  part: name,
  metric: z.string().describe('a metric, or the stem of a ranked one: `component_norm` draws its top curves'),
  top: z.int().min(1).default(10).describe('curves drawn of a ranked metric'),
  where: z.record(z.string(), axisValue).default({}).describe('axis values that choose the cells'),
  colorBy: z.string().optional().describe('axis that tells the curves apart, for a metric without ranks'),
  yTitle: z.string().optional(),
});

const figureSchema = z.strictObject({
  caption: z.string().describe('what is drawn, with the paper and figure that it corresponds to'),
  columns: z.int().min(1).optional().describe('panels a row; default: all in one row'),
  panels: z.array(panelSchema).min(1),
});

const presetSchema = z.strictObject({
  description: z.string().optional(),
  seeds: z.array(seedSchema).min(1).default([0]),
  parts: z.record(name, partSchema),
});

export const definitionSchema = z.strictObject({
  name,
  description: z.string(),
  presets: z.record(name, presetSchema),
  figure: figureSchema.optional(),
});

/** A definition as written: defaults may be left out. */
export type SweepDefinitionInput = z.input<typeof definitionSchema>;
export type SweepDefinition = z.output<typeof definitionSchema>;
export type SweepPreset = z.output<typeof presetSchema>;
export type SweepPart = z.output<typeof partSchema>;
export type FigureSpec = z.output<typeof figureSchema>;
export type PanelSpec = z.output<typeof panelSchema>;
