/**
 * A sweep definition: named parts, each a base configuration with axes, and the figure to draw of them.
 * Built-in definitions and the user's own YAML, JSON or TypeScript files are checked by these schemas.
 */
import { seedSchema, type InputProblem, type RunConfig } from '@ranksweep/core';
import { z } from 'zod';
import type { KnownConfigInput } from '../registry.ts';
import { axisValueSchema, nameSchema, type AxisValue } from './axisValue.ts';
import { figureSchema } from './figureSchema.ts';
import { gridProblems, withDraws } from './grid.ts';
import { skipRules, type Grid, type SkipRule } from './cells.ts';
import { randomSchema } from './random.ts';
import { boundaryKeyProblems } from './boundary/problems.ts';
import { boundarySchema, type BoundaryInput, type BoundarySpec } from './boundary/schema.ts';
import { searchKeyProblems, searchSchema, type SearchInput, type SearchSpec } from './search/schema.ts';

export type { AxisValue } from './axisValue.ts';
export * from './figureSchema.ts';
export { MOST_BOUNDARY_TRIALS, type BoundarySpec } from './boundary/schema.ts';
export {
  MOST_TRIALS,
  samplerNames,
  type SamplerName,
  type SearchAxis,
  type SearchSpec,
} from './search/schema.ts';

/** A configuration without its seed. */
export interface BaseConfig extends Pick<RunConfig, 'stop' | 'record'> {
  readonly [key: string]: unknown;
}

type WithoutSeed<Input> = Input extends unknown ? Omit<Input, 'seed'> : never;
/** The configuration of any known kind as written, without its seed. */
export type BaseInput = WithoutSeed<KnownConfigInput>;

const grid = {
  axes: z
    .record(z.string(), z.array(axisValueSchema).min(1))
    .default({})
    .describe(
      'what varies: a dotted key of the configuration, such as `init.std`, and the list of its values. Every combination of ' +
        'values is a cell; the first axis varies slowest',
    ),
  zip: z
    .array(z.array(z.string()).min(2))
    .optional()
    .describe(
      'groups of axes that move together, in place of every combination of their values: `[[init.std, stop.maxIterations]]` ' +
        'takes the first value of both, then the second value of both. They have equally many values. Default: none',
    ),
  random: randomSchema
    .optional()
    .describe('a random search: further axes, whose values are drawn at random, all together. Default: none'),
  when: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'axes that only some cells have, each with a condition on other axes and keys: `{ optimizer.momentum: "optimizer.kind == ' +
        "'sgd'\" }`. Elsewhere the key is what the base and the other axes make it. Default: every cell has every axis",
    ),
  exclude: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe(
      'cells that are left out: a condition on axes and keys, such as `model.depth == 4 && init.std > 0.1`, or a list of ' +
        'conditions, of which any suffices. Default: none',
    ),
  skip: z
    .record(z.string(), z.enum(skipRules))
    .optional()
    .describe(
      'axes of which not all values are tried, in cells that are otherwise equal and of one seed: `larger-after-failure` (once a run ' +
        'has failed, those of larger values are skipped), `smaller-after-failure`, or `rest-after-success` (once one is done, those ' +
        'of all later values in the list). Default: all are tried',
    ),
};

const seeds = z.array(seedSchema).min(1);

/** Written out, because the compiler's declarations of what zod infers here cannot be compiled. */
export interface PartInput<Base extends z.ZodType> {
  description?: string | undefined;
  base: z.input<Base>;
  seeds?: number[] | undefined;
  axes?: Record<string, AxisValue[]> | undefined;
  zip?: string[][] | undefined;
  random?: z.input<typeof randomSchema> | undefined;
  when?: Record<string, string> | undefined;
  exclude?: string | string[] | undefined;
  skip?: Record<string, SkipRule> | undefined;
  search?: SearchInput | undefined;
  boundary?: BoundaryInput | undefined;
}

/** A part with its defaults. What was `random` stands among its axes. */
export interface PartOutput<Base extends z.ZodType> extends Grid {
  description?: string | undefined;
  base: z.output<Base>;
  seeds?: number[] | undefined;
  search?: SearchSpec | undefined;
  boundary?: BoundarySpec | undefined;
}

const partWith = <Base extends z.ZodType>(base: Base) =>
  z
    .strictObject({
      description: z.string().optional().describe('a sentence on the part'),
      base: base.describe(
        'the configuration of its runs, but for the seed: which model is trained on what, and how',
      ),
      seeds: seeds.optional().describe('seeds of this part alone. Default: those that all parts have'),
      ...grid,
      search: searchSchema
        .optional()
        .describe(
          'a search in place of a grid: the results of earlier trials tell which is next. Default: every cell of the grid is run',
        ),
      boundary: boundarySchema
        .optional()
        .describe(
          'where an outcome flips along one of the axes, found with few runs of the grid. Default: every cell of the grid is run',
        ),
    })
    .check(({ value, issues }) => {
      for (const { path, text } of [
        ...gridProblems(value),
        ...searchedProblems(value),
        ...boundaryKeyProblems(value),
      ]) {
        issues.push({ code: 'custom', path: [...path], message: text, input: value });
      }
    })
    .transform(withDraws) as unknown as z.ZodType<PartOutput<Base>, PartInput<Base>>;

/** A part is searched, or it is a grid. */
function searchedProblems({ search, axes, random }: WrittenPart): InputProblem[] {
  if (search === undefined) return [];
  const beside = Object.keys(axes).length > 0 ? 'axes' : random === undefined ? undefined : 'random';
  return [
    ...(beside === undefined
      ? []
      : [
          {
            path: [beside],
            text: `expected no ${beside} beside search; give them choices under search.space`,
          },
        ]),
    ...searchKeyProblems(search).map(({ path, text }) => ({ path: ['search', ...path], text })),
  ];
}

interface WrittenPart {
  readonly axes: Record<string, AxisValue[]>;
  readonly random?: object | undefined;
  readonly search?: SearchInput | undefined;
}

const presetKeysWith = <Base extends z.ZodType>(base: Base) => ({
  seeds: seeds.default([0]).describe('every cell is run with every one of these seeds'),
  parts: z
    .record(nameSchema, partWith(base))
    .describe('by name (lower-case letters, digits and hyphens): each part is a configuration with axes'),
});

const presetWith = <Base extends z.ZodType>(base: Base) =>
  z.strictObject({
    description: z.string().optional().describe('a sentence on the preset, such as how long it takes'),
    ...presetKeysWith(base),
  });

/** @param base of a part's configuration without its seed */
export const definitionSchemaWith = <Base extends z.ZodType>(base: Base) =>
  z.strictObject({
    name: nameSchema.describe('its name in the database: lower-case letters, digits and hyphens'),
    description: z.string().describe('a sentence on what the sweep shows'),
    presets: z
      .record(nameSchema, presetWith(base))
      .describe('sizes of the sweep by name; `quick`, or else the first, runs unless another is asked for'),
    figure: figureSchema
      .optional()
      .describe(
        'what to draw of the runs; panels of parts that only other presets have are left out. Default: no figure',
      ),
  });

/**
 * A definition in the form of a file. Without presets, it has the seeds and parts of a single one, and its name defaults to the
 * file's.
 */
export const sweepFileSchemaWith = <Base extends z.ZodType>(base: Base) => {
  const { name, description, presets, figure } = definitionSchemaWith(base).shape;
  const preset = presetKeysWith(base);
  return z.strictObject({
    $schema: z.string().optional().describe('the JSON Schema of this file, for editors; it is passed over'),
    name: name.optional().describe(`${name.description}. Default: the name of the file`),
    description: description.optional().describe(`${description.description}. Default: none`),
    seeds: preset.seeds,
    parts: preset.parts.optional(),
    presets: presets
      .optional()
      .describe(
        'several sizes of the sweep, by name, such as `quick` and `paper`: each has seeds and parts of its own, which are then ' +
          'left out above. `quick`, or else the first, runs unless another is asked for by --preset',
      ),
    figure,
  });
};

type DefinitionSchema = ReturnType<typeof definitionSchemaWith<z.ZodType<BaseConfig, BaseInput>>>;

/** A definition as written: defaults may be left out. */
export type SweepDefinitionInput = z.input<DefinitionSchema>;
/** A definition that has been checked, with every default. */
export type SweepDefinition = z.output<DefinitionSchema>;
/** Seeds and parts of one size of a sweep. */
export type SweepPreset = SweepDefinition['presets'][string];
/** A part of a preset: a configuration with axes. */
export type SweepPart = SweepPreset['parts'][string];
