/**
 * The figure of a sweep definition: panels of curves over the iterations, and heat maps over two axes of a part.
 * Most keys are optional without a default: one that came in later with a default would change the hash of every stored sweep.
 */
import { z } from 'zod';
import type { EventKind } from '@ranksweep/core';
import { axisValueSchema, nameSchema } from './axisValue.ts';

const eventKinds = [
  'rise',
  'plateau_start',
  'plateau_end',
  'rank_change',
  'converged',
  'diverged',
] as const satisfies readonly EventKind[];

const scale = z.enum(['linear', 'log']).optional();
const where = z.record(z.string(), axisValueSchema).default({}).describe('axis values that choose the cells');

const curvePanelSchema = z.strictObject({
  kind: z.literal('curves').optional().describe('default: curves'),
  title: z.string(),
  part: nameSchema,
  metric: z.string().describe('a metric, or the stem of a ranked one: `component_norm` draws its top curves'),
  top: z.int().min(1).default(10).describe('curves drawn of a ranked metric'),
  where,
  colorBy: z.string().optional().describe('axis that tells the curves apart, for a metric without ranks'),
  seeds: z
    .enum(['lines', 'band'])
    .optional()
    .describe(
      'lines (default): one a seed, the median one bold; band: their median, and from smallest to largest',
    ),
  theory: z
    .string()
    .optional()
    .describe('a metric drawn dashed beside `metric`, rank by rank in the same colour, until that has risen'),
  xScale: scale.describe('of the iterations; default: linear'),
  yScale: scale.describe('of the metric; default: linear'),
  yTitle: z.string().optional().describe('with its unit, if it has one; default: the metric in words'),
});

const heatmapValueSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('final'), metric: z.string().describe("a metric's last value") }),
  z.strictObject({
    kind: z.literal('count'),
    metric: z
      .string()
      .describe(
        'stem of a ranked metric: how many of its last values, of the `record.top` recorded, are above 5 % of the largest',
      ),
  }),
  z.strictObject({
    kind: z.literal('event'),
    event: z.enum(eventKinds).describe('the iteration of the first such event'),
    subject: z.string().optional().describe('the metric that it must concern; default: any'),
  }),
]);

const heatmapPanelSchema = z.strictObject({
  kind: z.literal('heatmap').describe('a colour for every cell of two axes: the median over its runs'),
  title: z.string(),
  part: nameSchema,
  x: z.string().describe('axis of the part from left to right'),
  y: z.string().describe('axis of the part from bottom to top'),
  value: heatmapValueSchema,
  where,
  scale: scale.describe('of the colours; default: linear'),
  xTitle: z.string().optional(),
  yTitle: z.string().optional(),
  valueTitle: z.string().optional().describe('of the colour scale, with its unit, if it has one'),
});

export const figureSchema = z.strictObject({
  caption: z.string().describe('what is drawn, with the paper and figure that it corresponds to'),
  columns: z.int().min(1).optional().describe('panels a row; default: all in one row'),
  panels: z.array(z.discriminatedUnion('kind', [curvePanelSchema, heatmapPanelSchema])).min(1),
});

export type FigureSpec = z.output<typeof figureSchema>;
export type CurvePanelSpec = z.output<typeof curvePanelSchema>;
export type HeatmapPanelSpec = z.output<typeof heatmapPanelSchema>;
export type HeatmapValueSpec = z.output<typeof heatmapValueSchema>;
export type PanelSpec = FigureSpec['panels'][number];
