/** The schema of a search's pruner: at which iterations trials are compared, and which of them stop there. */
import type { InputProblem, RunConfig } from '@ranksweep/core';
import { z } from 'zod';

/** More rungs than this are more pauses than a run is worth. */
const MOST_RUNGS = 1000;

const iteration = z.int().min(1);

const commonKeys = {
  metric: z
    .string()
    .optional()
    .describe(
      'what is compared: a metric that runs record at snapshots, or an expression on such; the smaller the better as the search has it. ' +
        'Default: what the search is after',
    ),
  rungs: z
    .union([
      z.array(iteration).min(1).max(MOST_RUNGS),
      z.strictObject({
        from: iteration.describe('the first'),
        factor: z.number().gt(1).optional().describe('each is so many times the one before'),
        every: iteration.optional().describe('each is so many iterations after the one before'),
      }),
    ])
    .describe(
      'the iterations at which trials are compared: a list, or `{ from: 500, factor: 3 }` or `{ from: 500, every: 500 }` up to the ' +
        "run's limit",
    ),
};

const factor = z.number().gt(1).default(3).describe('one in so many trials goes on beyond a rung');
const startup = z.int().min(1).default(5).describe('a trial goes on where fewer earlier ones came so far');

/** A pruner by its `kind`. What keys demand of each other, `prunerKeyProblems` says. */
export const prunerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .literal('asha')
      .describe(
        'asynchronous successive halving: with every so many trials that come to a rung, the best that waits there goes on; in the end all ' +
          'that are among the best of all do',
      ),
    ...commonKeys,
    factor,
  }),
  z.strictObject({
    kind: z
      .literal('halving')
      .describe('successive halving: trials are compared once all of their bracket have come to a rung'),
    ...commonKeys,
    factor,
    bracket: z.int().min(2).default(27).describe('how many trials a bracket has'),
  }),
  z.strictObject({
    kind: z
      .literal('median')
      .describe('a trial goes on if it is no worse than the median of those before it'),
    ...commonKeys,
    startup,
  }),
  z.strictObject({
    kind: z
      .literal('percentile')
      .describe('a trial goes on if it is among the best share of those before it'),
    ...commonKeys,
    share: z.number().gt(0).lt(1).default(0.25).describe('that share'),
    startup,
  }),
  z.strictObject({
    kind: z.literal('threshold').describe('a trial goes on as long as the metric is within bounds'),
    ...commonKeys,
    above: z.number().optional().describe('trials above this stop. Default: none'),
    below: z.number().optional().describe('trials below this stop. Default: none'),
  }),
]);

/** A pruner as written. */
export type PrunerInput = z.input<typeof prunerSchema>;
/** A pruner with its defaults. */
export type PrunerSpec = z.output<typeof prunerSchema>;

/** What each key's own schema cannot say. */
export function prunerKeyProblems(pruner: PrunerInput): InputProblem[] {
  return [...rungProblems(pruner), ...boundProblems(pruner)];
}

function rungProblems({ rungs }: PrunerInput): InputProblem[] {
  if (Array.isArray(rungs)) {
    const at = rungs.findIndex((rung, i) => i > 0 && rung <= rungs[i - 1]!);
    if (at < 0) return [];
    return [
      {
        path: ['rungs', at],
        text: `expected iterations in ascending order, found ${rungs[at]} after ${rungs[at - 1]}`,
      },
    ];
  }
  if ((rungs.factor === undefined) !== (rungs.every === undefined)) return [];
  const found = rungs.factor === undefined ? 'neither' : 'both';
  return [{ path: ['rungs'], text: `expected either factor or every, found ${found}` }];
}

function boundProblems(pruner: PrunerInput): InputProblem[] {
  if (pruner.kind !== 'threshold' || pruner.above !== undefined || pruner.below !== undefined) return [];
  return [{ path: [], text: 'expected above, below or both, found neither' }];
}

/**
 * The iterations at which trials are compared, ascending and below the limit of a run. They are multiples of what is recorded, so
 * that there is a value at each, however else a run was recorded.
 */
export function rungsOf(
  { rungs }: Pick<PrunerSpec, 'rungs'>,
  { limit, every }: { readonly limit: number; readonly every: number },
): number[] {
  const rounded = (rung: number): number => Math.ceil(rung / every) * every;
  if (Array.isArray(rungs)) return [...new Set(rungs.map(rounded))].filter((rung) => rung < limit);
  const all: number[] = [];
  for (
    let at = rungs.from;
    all.length < MOST_RUNGS;
    at = rungs.every === undefined ? at * rungs.factor! : at + rungs.every
  ) {
    const rung = rounded(at);
    if (rung >= limit) break;
    if (rung !== all.at(-1)) all.push(rung);
  }
  return all;
}

/** The rungs of a search, none where it has no pruner. @param config of any run of it */
export const rungsOfRun = (
  pruner: Pick<PrunerSpec, 'rungs'> | undefined,
  { stop, record }: Pick<RunConfig, 'stop' | 'record'>,
): number[] =>
  pruner === undefined
    ? []
    : rungsOf(pruner, {
        limit: stop.maxIterations,
        every: record.perDecade === undefined ? record.every : 1,
      });

/** Pruners that need no more than rungs. */
export const prunerNames = ['asha', 'halving', 'median', 'percentile'] as const;
/** One of `prunerNames`. */
export type PrunerName = (typeof prunerNames)[number];

/**
 * A pruner with the defaults of its kind.
 * @param factor passed over where the kind has none
 */
export function prunerOfName(
  kind: PrunerName,
  { rungs, metric, factor: asked }: Pick<PrunerSpec, 'rungs' | 'metric'> & { readonly factor?: number },
): PrunerSpec {
  const hasFactor = kind === 'asha' || kind === 'halving';
  return prunerSchema.parse({
    kind,
    rungs,
    ...(metric === undefined ? {} : { metric }),
    ...(hasFactor && asked !== undefined ? { factor: asked } : {}),
  });
}
