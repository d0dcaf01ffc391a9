/**
 * The figure of a sweep definition: panels of curves over the iterations, of what runs end with against an axis, and heat maps over
 * two axes of a part.
 * Most keys are optional without a default: one that came in later with a default would change the hash of every stored sweep.
 */
import { z } from 'zod';
import type { EventKind } from '@ranksweep/core';
import { axisValueSchema, nameSchema } from './axisValue.ts';

/** The most curves of one colour that dashes can distinguish. */
export const MOST_VARIANTS = 6;

const eventKinds = [
  'rise',
  'plateau_start',
  'plateau_end',
  'rank_change',
  'converged',
  'diverged',
] as const satisfies readonly EventKind[];

const title = z.string().describe('shown above the panel');
const part = nameSchema.describe('the part whose runs are drawn');
const scale = z.enum(['linear', 'log']).optional();
const where = z
  .record(z.string(), axisValueSchema)
  .default({})
  .describe(
    'values of axes that choose the cells, such as `init.std: 0.01`; all cells where nothing is said',
  );

const over = z
  .array(z.string())
  .min(1)
  .optional()
  .describe(
    'axes of the part, such as `task.label`: runs that differ in them are summarized together, as those of several seeds are. ' +
      'Default: none, only seeds are',
  );
const references = z
  .array(
    z.strictObject({
      value: z.number().describe('where the line lies on the axis as it is drawn: no `factor` changes it'),
      label: z.string().min(1).describe('written beside the line, such as `variance`'),
    }),
  )
  .min(1)
  .optional()
  .describe('horizontal lines at known values, which the axis always includes. Default: none');
const factor = z
  .number()
  .positive()
  .optional()
  .describe(
    'number that the values are multiplied with: 0.25 draws a fourth, and the axis is called `test mse / 4`. Default: 1',
  );

const labelledCurveSchema = z.strictObject({
  label: z
    .string()
    .min(1)
    .describe('in the legend; runs of all entries of one label have one colour and are summarized together'),
  metric: z.string().optional().describe('a metric without ranks. Default: that of the panel'),
  part: nameSchema.optional().describe('the part whose runs are drawn. Default: that of the panel'),
  where: where.describe('values of axes that choose the cells, beside those of the panel'),
});

const curvePanelSchema = z.strictObject({
  kind: z
    .literal('curves')
    .optional()
    .describe('curves over the iterations; a panel that says no kind is one'),
  title,
  part,
  metric: z.string().describe('a metric, or the stem of a ranked one: `component_norm` draws its top curves'),
  top: z.int().min(1).default(10).describe('curves drawn of a ranked metric'),
  where,
  colorBy: z
    .string()
    .optional()
    .describe(
      'axis that tells the curves apart, for a metric without ranks; axes named nowhere are told apart by dashes',
    ),
  seeds: z
    .enum(['lines', 'band', 'quartiles', 'deviation'])
    .optional()
    .describe(
      'lines (default, without `over`): one a seed, the median one bold; band (default beside `over`): their median, and from ' +
        'smallest to largest; quartiles: their median and their middle half; deviation: their mean, and one population standard deviation to either side',
    ),
  over,
  curves: z
    .array(labelledCurveSchema)
    .min(1)
    .optional()
    .describe(
      'what is drawn in place of `metric` alone: several metrics, parts or cells, which have a colour for each label. Default: ' +
        '`metric`, without a label',
    ),
  theory: z
    .string()
    .optional()
    .describe('a metric drawn dashed beside `metric`, rank by rank in the same colour, until that has risen'),
  factor,
  xUnit: z
    .enum(['iterations', 'epochs'])
    .optional()
    .describe(
      'of the axis from left to right; an epoch is one pass over the training samples. Default: iterations',
    ),
  xScale: scale.describe('of the iterations or epochs; default: linear'),
  yScale: scale.describe('of the metric; default: linear'),
  yTitle: z
    .string()
    .optional()
    .describe('with its unit, if it has one; default: the metric in words, with its `factor`'),
  references,
});

const valueSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('final').describe('what a metric is at the end of a run'),
    metric: z.string().describe('the metric'),
    factor,
  }),
  z.strictObject({
    kind: z.literal('count').describe('how many values of a ranked metric are not small at the end of a run'),
    metric: z
      .string()
      .describe(
        'stem of a ranked metric: how many of its last values, of the `record.top` recorded, are above 5 % of the largest',
      ),
  }),
  z.strictObject({
    kind: z.literal('event').describe('when something happened in a run'),
    event: z.enum(eventKinds).describe('the iteration of the first such event'),
    subject: z.string().optional().describe('the metric that it must concern; default: any'),
  }),
]);

const heatmapPanelSchema = z.strictObject({
  kind: z.literal('heatmap').describe('a colour for every cell of two axes: the median over its runs'),
  title,
  part,
  x: z.string().describe('axis of the part from left to right'),
  y: z.string().describe('axis of the part from bottom to top'),
  value: valueSchema.describe('what the colours stand for'),
  where,
  scale: scale.describe('of the colours; default: linear'),
  xTitle: z.string().optional().describe('below the panel. Default: the axis in words'),
  yTitle: z.string().optional().describe('beside the panel. Default: the axis in words'),
  valueTitle: z.string().optional().describe('of the colour scale, with its unit, if it has one'),
});

const finalLineSchema = z.strictObject({
  label: z.string().optional().describe('in the legend; lines of one label have one colour'),
  dash: z
    .string()
    .optional()
    .describe(
      'in the legend, such as `train` or `test`; lines of one dash have one pattern, whatever their colours are',
    ),
  part,
  x: z
    .union([z.string(), z.number()])
    .describe('axis of the part that it is drawn against, or the place at which all of its runs stand'),
  value: valueSchema.describe('what is drawn of each run'),
  error: z
    .string()
    .optional()
    .describe("a metric whose last value is the error of a run's `value`; bars reach so much farther"),
  theory: z.string().optional().describe('a metric whose last value is drawn as a dash beside `value`'),
  where,
  colorBy: z
    .string()
    .optional()
    .describe('axis whose values have a colour each; axes named nowhere are told apart by dashes'),
});

const finalPanelSchema = z.strictObject({
  kind: z.literal('final').describe('what runs end with, against an axis'),
  title,
  lines: z.array(finalLineSchema).min(1).describe('what is drawn of one part each'),
  seeds: z
    .enum(['range', 'quartiles', 'deviation', 'points'])
    .optional()
    .describe(
      'range (default): their median, with a bar from the smallest to the largest; quartiles: with a bar over the ' +
        'middle half; deviation: their mean, with a bar of one population standard deviation to either side; points: a ' +
        'point for each',
    ),
  over,
  xScale: scale.describe(
    'of the axis; default: linear, or steps of equal width for values that are no numbers',
  ),
  yScale: scale.describe('of the values; default: linear'),
  xTitle: z.string().optional().describe('with its unit, if it has one; default: the axis in words'),
  yTitle: z
    .string()
    .optional()
    .describe('with its unit, if it has one; default: the value in words, with its `factor`'),
  references,
  show: z
    .enum(['values', 'deviations'])
    .optional()
    .describe('values (default), or deviations: each minus what its `theory` says'),
  mostError: z
    .number()
    .positive()
    .optional()
    .describe('values with a larger `error` are left out, as the caption then says; default: none is'),
  span: z.int().min(1).optional().describe('columns that the panel takes; default: one'),
});

/** The figure of a definition, as written. What its panels may name of the parts, `figureProblems` says. */
export const figureSchema = z.strictObject({
  caption: z.string().describe('what is drawn, with the paper and figure that it corresponds to'),
  columns: z.int().min(1).optional().describe('panels a row; default: all in one row'),
  names: z
    .record(
      z.string(),
      z.strictObject({
        title: z.string().optional().describe('of the axis. Default: its key in words'),
        values: z
          .record(z.string(), z.string())
          .optional()
          .describe('of its values, such as `none: original`. Default: each value as it is'),
      }),
    )
    .optional()
    .describe(
      'what legends and tick labels call axes and their values, by the key of the axis, such as `task.randomize`. ' +
        'Default: by their keys and values',
    ),
  panels: z
    .array(z.discriminatedUnion('kind', [curvePanelSchema, finalPanelSchema, heatmapPanelSchema]))
    .min(1)
    .describe('from left to right, row by row'),
});

/** A figure with every default that its schema has. */
export type FigureSpec = z.output<typeof figureSchema>;
/** What a figure calls axes and their values, by the path of the axis. */
export type AxisNames = NonNullable<FigureSpec['names']>;
/** A panel of a metric over iterations. */
export type CurvePanelSpec = z.output<typeof curvePanelSchema>;
/** One of a panel's curves: a metric of the cells that `where` chooses in a part. */
export type LabelledCurveSpec = Pick<CurvePanelSpec, 'metric' | 'part' | 'where'> & {
  readonly label: string;
};
/** A panel of one value of each run over two axes. */
export type HeatmapPanelSpec = z.output<typeof heatmapPanelSchema>;
/** A panel of one value of each run over one axis. */
export type FinalPanelSpec = z.output<typeof finalPanelSchema>;
/** One line of such a panel: the runs of a part that `where` chooses, with the theory's value and error beside. */
export type FinalLineSpec = z.output<typeof finalLineSchema>;
/** The number that is taken of a run: a final value, a count, or when something happened. */
export type ValueSpec = z.output<typeof valueSchema>;
/** A panel of any kind. */
export type PanelSpec = FigureSpec['panels'][number];

/** What a panel of curves has labels for, with what that takes from the panel; undefined where it draws its metric alone. */
export const labelledCurves = ({ curves, ...panel }: CurvePanelSpec): LabelledCurveSpec[] | undefined =>
  curves?.map(({ label, metric = panel.metric, part = panel.part, where }) => ({
    label,
    metric,
    part,
    where: { ...panel.where, ...where },
  }));
