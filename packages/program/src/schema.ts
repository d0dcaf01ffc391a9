/** The configuration of a run that is a program: its command, and parameters of any names. */
import { NO_ITERATION_LIMIT, recordSchema, seedSchema, stopSchema, type RunConfig } from '@ranksweep/core';
import { z } from 'zod';
import { MEMORY } from './memory.ts';

export type Parameter = number | string | boolean | Parameter[] | ParameterGroup;
export interface ParameterGroup {
  [name: string]: Parameter;
}

const nameSchema = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_-]*$/u, 'letters, digits, _ and -, a letter or _ first');

const parameterSchema: z.ZodType<Parameter> = z
  .lazy(() =>
    z.union([
      z.number(),
      z.string(),
      z.boolean(),
      z.array(parameterSchema),
      z.record(nameSchema, parameterSchema),
    ]),
  )
  .describe('a number, a string, true, false, a list or a group of parameters');

const count = z.int().min(0);

export const programSchema = z.strictObject({
  program: z
    .strictObject({
      command: z
        .array(z.string())
        .min(1)
        .describe(
          'the program and its arguments, as a list: no shell reads them. `{lr}` stands for the parameter `lr`, `{seed}` for the ' +
            'seed, `{{` for a brace',
        ),
      cwd: z
        .string()
        .default('.')
        .describe('the folder that it works in. Default: the folder of the definition'),
      env: z.record(z.string(), z.string()).optional().meta({
        hasOwnNames: true,
        description: 'environment variables, besides those of ranksweep itself; placeholders as in `command`',
      }),
      parametersFrom: z
        .enum(['command', 'environment'])
        .optional()
        .describe(
          '`environment` for a program that reads RANKSWEEP_PARAMETERS: parameters then need no placeholders. Default: command',
        ),
      loss: z
        .string()
        .min(1)
        .optional()
        .describe(
          'the metric that it minimizes: a run diverges where this is no finite number, and `stop.lossBelow` looks at it. ' +
            'Default: none',
        ),
      resources: z
        .strictObject({
          cpus: z.int().min(1).optional().describe('cores that it keeps busy. Default: 1'),
          gpus: count
            .optional()
            .describe(
              'GPUs, which it sees alone; 0 hides them. Default: those that ranksweep sees, or none where other runs of the sweep ' +
                'have some to themselves',
            ),
          memory: z
            .string()
            .regex(MEMORY, 'a number and its unit, such as 500MB or 16GiB')
            .optional()
            .describe(
              'main memory, as `500MB` or `16GiB`: as many run at once as there is room for. Nobody keeps it from taking more. ' +
                'Default: not counted',
            ),
        })
        .optional()
        .describe('what it needs of the machine'),
      timeLimit: z
        .number()
        .positive()
        .optional()
        .describe('seconds after which an attempt fails. Default: none'),
      grace: z
        .number()
        .min(0)
        .optional()
        .describe('seconds from SIGTERM, which asks it to stop, to SIGKILL. Default: 10'),
      retries: count.optional().describe('how often a run that has failed is tried again. Default: 1'),
      files: z
        .array(z.string())
        .optional()
        .describe(
          'files that fix its results, such as its own source: their contents become part of the run. Default: none',
        ),
      sha256: z
        .record(z.string(), z.string())
        .optional()
        .describe('SHA-256 of each of `files`. Filled in when a sweep begins'),
    })
    .describe('the program that is run, and what it needs'),
  parameters: z.record(nameSchema, parameterSchema).default({}).meta({
    hasOwnNames: true,
    description: 'parameters of any names: numbers, strings, true or false, lists, and groups of these',
  }),
  seed: seedSchema.default(0),
  stop: z
    .strictObject({
      ...stopSchema.shape,
      lossBelow: z
        .number()
        .min(0)
        .default(0)
        .describe('a check is passed where `program.loss` is below this; 0 passes none'),
      checkEvery: stopSchema.shape.checkEvery.unwrap().default(1).describe('iterations between checks'),
      maxIterations: z
        .int()
        .min(0)
        .default(NO_ITERATION_LIMIT)
        .describe(
          'the program is ended where it goes beyond this; it finds it in RANKSWEEP_MAX_ITERATIONS. Default: no limit',
        ),
    })
    .prefault({})
    .describe('when a run ends that has not ended by itself'),
  record: z
    .strictObject({
      ...recordSchema.shape,
      every: recordSchema.shape.every
        .unwrap()
        .default(1)
        .describe('iterations between snapshots that are kept. Default: every one that the program reports'),
      metrics: z
        .array(z.string())
        .optional()
        .describe('metrics to record. Default: whatever the program reports'),
    })
    .prefault({})
    .describe('what of a run is kept in the database, and how often'),
});

export type ProgramConfig = z.output<typeof programSchema> & RunConfig;
export type ProgramInput = z.input<typeof programSchema>;

/** Whether a checked configuration is a program's. */
export const isProgram = (config: RunConfig): config is ProgramConfig =>
  typeof (config as Partial<ProgramConfig>).program === 'object';
