/** The schema of a search: what is looked for, in which space, and by which sampler. */
import { seedSchema, type InputProblem } from '@ranksweep/core';
import { z } from 'zod';
import { axisValueSchema, type AxisValue } from '../axisValue.ts';
import { groupProblems } from '../grid.ts';
import { prunerKeyProblems, prunerSchema, type PrunerInput, type PrunerSpec } from './prunerSchema.ts';

/** More trials than this would take longer to plan than anyone waits. */
export const MOST_TRIALS = 100_000;
/** A suggestion that knows of fewer results than this lacks is no better than a draw. */
const MOST_PARALLEL = 1024;

/** What suggests trials; packages/search has one of each. */
export const samplerNames = ['tpe', 'cma-es', 'sobol', 'random', 'grid'] as const;
/** One of `samplerNames`. */
export type SamplerName = (typeof samplerNames)[number];

const searchAxisSchema = z.strictObject({
  from: z.number().optional().describe('lower bound of a number'),
  to: z.number().optional().describe('upper bound of a number'),
  log: z
    .boolean()
    .optional()
    .describe('whether ratios count in place of differences. Default: false, they do not'),
  integer: z.boolean().optional().describe('whether the number is an integer. Default: false'),
  choices: z
    .array(axisValueSchema)
    .min(1)
    .optional()
    .describe(
      'the values to choose from, in place of `from` and `to`: of a kind, for example, or a list of lists',
    ),
  points: z
    .int()
    .min(1)
    .optional()
    .describe('values that the sampler `grid` takes between the bounds. Default: 5, or every integer'),
  when: z
    .string()
    .optional()
    .describe(
      "condition on other axes and keys, without which the axis is left out: `optimizer.kind == 'sgd'`. Default: it always varies",
    ),
});

/** A search as written. What keys demand of each other, `searchKeyProblems` says. */
export const searchSchema = z.strictObject({
  minimize: z
    .string()
    .optional()
    .describe(
      'what should be small at the end of a run: a metric, or an expression on metrics, `iterations` and keys of the configuration, such as ' +
        '`test_mse + 0.001 * model.components`; either this or `maximize`',
    ),
  maximize: z.string().optional().describe('the same, of what should be large'),
  summary: z
    .enum(['median', 'mean'])
    .default('median')
    .describe("what is made of a trial's runs, one for each seed"),
  trials: z
    .int()
    .min(1)
    .max(MOST_TRIALS)
    .describe('how many points of the space are tried, each with every seed'),
  seed: seedSchema
    .default(0)
    .describe('fixes what is suggested; it has nothing to do with the seeds of the runs'),
  parallel: z
    .int()
    .min(1)
    .max(MOST_PARALLEL)
    .default(4)
    .describe(
      'a suggestion knows the results of all trials but the latest, of which it lacks one fewer than this. So many trials can be ' +
        'under way at once, and any number of lanes gives the same runs',
    ),
  sampler: z
    .enum(samplerNames)
    .default('tpe')
    .describe(
      'what suggests the next trial: `tpe` looks where good trials were more often than others; `cma-es` adapts a normal distribution, ' +
        'for axes of numbers; `sobol` fills the space evenly; `random`; `grid` tries every combination once',
    ),
  startup: z
    .int()
    .min(1)
    .optional()
    .describe('results that `tpe` waits for, while it fills the space evenly. Default: 10'),
  pruner: prunerSchema
    .optional()
    .describe('which trials stop at a rung, to leave their time to others. Default: none does'),
  space: z
    .record(z.string(), searchAxisSchema)
    .describe(
      'what varies: a dotted key of the configuration, such as `optimizer.learningRate`, and its bounds or choices',
    ),
  zip: z
    .array(z.array(z.string()).min(2))
    .optional()
    .describe(
      'groups of axes with choices that move together: the first choice of each, then the second. Default: none',
    ),
  constraints: z
    .array(z.string())
    .optional()
    .describe(
      'conditions on axes and keys that every trial meets, such as `model.components * task.target.rank < 4096`. Default: none',
    ),
});

/** Runs that differ in the other keys alone are one run, which can end in one way only. */
export const isSearchable = (key: string): boolean => !/^(stop|record)\./.test(key);

/** Written out, because the compiler's declarations of what zod infers here cannot be compiled. */
export interface SearchAxis {
  from?: number | undefined;
  to?: number | undefined;
  log?: boolean | undefined;
  integer?: boolean | undefined;
  choices?: AxisValue[] | undefined;
  points?: number | undefined;
  when?: string | undefined;
}

/** Written out for the same reason. What keys mean, `searchSchema` says. */
export interface SearchInput {
  minimize?: string | undefined;
  maximize?: string | undefined;
  summary?: 'median' | 'mean' | undefined;
  trials: number;
  seed?: number | undefined;
  parallel?: number | undefined;
  sampler?: SamplerName | undefined;
  startup?: number | undefined;
  pruner?: PrunerInput | undefined;
  space: Record<string, SearchAxis>;
  zip?: string[][] | undefined;
  constraints?: string[] | undefined;
}

type Defaulted = 'summary' | 'seed' | 'parallel' | 'sampler';
/** A search with its defaults. */
export type SearchSpec = Omit<SearchInput, 'pruner'> & {
  [Key in Defaulted]: NonNullable<SearchInput[Key]>;
} & { pruner?: PrunerSpec | undefined };

/** What each key's own schema cannot say. */
export function searchKeyProblems(search: SearchInput): InputProblem[] {
  const { minimize, maximize, space, pruner } = search;
  const objectives = [minimize, maximize].filter((metric) => metric !== undefined);
  return [
    ...(objectives.length === 1
      ? []
      : [
          {
            path: [],
            text: `expected either minimize or maximize, found ${objectives.length === 0 ? 'neither' : 'both'}`,
          },
        ]),
    ...(Object.keys(space).length > 0
      ? []
      : [{ path: ['space'], text: 'expected at least one axis, found none' }]),
    ...Object.entries(space).flatMap(([path, axis]) =>
      axisProblems(axis).map(({ path: key, text }) => ({ path: ['space', path, ...key], text })),
    ),
    ...(pruner === undefined
      ? []
      : prunerKeyProblems(pruner).map(({ path, text }) => ({ path: ['pruner', ...path], text }))),
    ...bracketProblems(search),
    ...zipProblems(search),
  ];
}

/** Trials of a bracket wait for each other at a rung, so they have to be suggested without knowing of each other. */
function bracketProblems({ pruner, parallel = 1 }: SearchInput): InputProblem[] {
  if (pruner?.kind !== 'halving' || parallel >= (pruner.bracket ?? 0)) return [];
  return [
    {
      path: ['parallel'],
      text: `expected at least the ${pruner.bracket} trials of a bracket of the pruner, which are under way together, found ${parallel}`,
    },
  ];
}

function axisProblems({ from, to, log, integer, points, choices }: SearchAxis): InputProblem[] {
  if (choices !== undefined) {
    const numeric = Object.entries({ from, to, log, integer, points }).filter(
      ([, value]) => value !== undefined,
    );
    return numeric.map(([key]) => ({ path: [key], text: 'expected no such key beside choices' }));
  }
  if (from === undefined || to === undefined) {
    const missing = from === undefined ? (to === undefined ? 'neither' : 'no from') : 'no to';
    return [{ path: [], text: `expected from and to, or choices; found ${missing}` }];
  }
  if (from > to) return [{ path: ['to'], text: `expected at least \`from\`, which is ${from}, found ${to}` }];
  if (log && from <= 0)
    return [{ path: ['from'], text: `expected a number > 0 where log is true, found ${from}` }];
  const broken = integer
    ? Object.entries({ from, to }).filter(([, bound]) => !Number.isSafeInteger(bound))
    : [];
  return broken.map(([key, bound]) => ({ path: [key], text: `expected an integer, found ${bound}` }));
}

function zipProblems({ space, zip = [] }: SearchInput): InputProblem[] {
  const choicesOf = (path: string): number => space[path]!.choices!.length;
  return zip.flatMap((group, g) => {
    const other = group.find((path) => space[path]?.choices === undefined);
    const texts =
      other === undefined
        ? groupProblems(zip, g, choicesOf, 'choices')
        : [`expected axes of the space that have choices, found ${other}`];
    return texts.map((text) => ({ path: ['zip', g], text }));
  });
}
