/** `slurm.yaml`: what a cluster wants of every job, so that it need not be said with every sweep. */
import { existsSync, readFileSync } from 'node:fs';
import {
  checkSchema,
  formatProblem,
  given,
  InputError,
  ownValue,
  problemLines,
  SchemaWalk,
} from '@ranksweep/core';
import { z } from 'zod';
import { readYaml } from '../../definition/yamlSource.ts';
import { rangeProblem } from './taskArray.ts';

/** In the working folder, it is read without being named. */
const PROFILE = 'slurm.yaml';

/** Values stand in one line of a batch script. */
const word = z.string().regex(/^[^\s#'"]+$/, 'a word without spaces and quotes');
const line = z.string().regex(/^[^\n\r]+$/, 'one line');

const OWN_KEYS: readonly string[] = [
  'array',
  'ntasks',
  'nodes',
  'output',
  'error',
  'open-mode',
  'signal',
  'chdir',
];

/** `12:00`, `4:00:00`, `1-12`, `1-12:30:00`; in minutes where it is one number, as sbatch has it. */
const TIME = /^(?:\d+|\d+:\d\d(?::\d\d)?|\d+-\d{1,2}(?::\d\d){0,2})$/;
/** `0-63`, `0-63%16`, `1,3,5-7`, `0-15:4`. */
const ARRAY = /^\d+(?:-\d+(?::\d+)?)?(?:,\d+(?:-\d+(?::\d+)?)?)*(?:%\d+)?$/;

export const profileSchema = z.strictObject({
  partition: word.optional().describe("where tasks run. Default: the cluster's own"),
  account: word.optional().describe('whose hours they use. Default: yours'),
  qos: word.optional().describe('their quality of service. Default: that of the partition'),
  time: z
    .string()
    .regex(TIME, 'a time such as 30, 4:00:00 or 1-12:00:00')
    .optional()
    .describe(
      'how long a task may run: `30` minutes, `4:00:00`, `1-12:00:00`. It then saves its runs and is queued again. Default: the ' +
        "partition's",
    ),
  cpusPerTask: z
    .int()
    .min(1)
    .default(1)
    .describe('cores of a task, each of which is a lane unless there are fewer'),
  gpusPerTask: z.int().min(0).default(0).describe('GPUs of a task'),
  memoryPerTask: word.optional().describe("memory of a task, such as `16G`. Default: the cluster's own"),
  array: z
    .string()
    .regex(ARRAY, 'an array such as 0-63%16')
    .superRefine((text, context) => {
      const message = ARRAY.test(text) ? rangeProblem(text) : undefined;
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .describe(
      'the tasks, such as `0-63%16`: 64, of which 16 run at a time. Each takes runs until none is left. Default: one for each run, at ' +
        'most 16',
    ),
  graceSeconds: z
    .int()
    .min(10)
    .default(120)
    .describe(
      'how long before its time limit a task is told to save its runs. It should be longer than that takes',
    ),
  again: z
    .enum(['requeue', 'submit', 'never'])
    .default('requeue')
    .describe(
      'how a task that reached its limit or was preempted goes on: `requeue` by Slurm, `submit` as a new job where the cluster does not ' +
        'allow that, or `never`',
    ),
  work: line
    .optional()
    .describe(
      "a folder on every node for tasks' own databases. Default: `$SLURM_TMPDIR`, `$TMPDIR` or `/tmp`",
    ),
  setup: z
    .array(z.string())
    .default([])
    .describe('lines of bash before the task begins, such as `module load cuda/12.4`'),
  command: line
    .optional()
    .describe(
      'what starts ranksweep on a node, such as `apptainer exec --nv image.sif ranksweep`. Default: the Node and the ranksweep that ' +
        'submit the sweep, which nodes have to see at the same paths',
    ),
  srun: z
    .boolean()
    .default(true)
    .describe(
      'whether the task is a step of its job, which Slurm tells of preemption; a batch script it may not tell. `false` where nodes have ' +
        'no srun',
    ),
  sbatch: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .superRefine((options, context) => {
      for (const key of Object.keys(options)) {
        if (!/^[a-z][a-z-]*$/.test(key)) {
          context.addIssue({
            code: 'custom',
            path: [key],
            message: 'expected a long option of sbatch without --',
          });
        } else if (OWN_KEYS.includes(key)) {
          context.addIssue({
            code: 'custom',
            path: [key],
            message: 'expected another option: ranksweep sets this one',
          });
        } else if (/[\n\r]/.test(String(options[key]))) {
          context.addIssue({ code: 'custom', path: [key], message: 'expected one line' });
        }
      }
    })
    .describe(
      'further options of sbatch by their long names, such as `{ constraint: a100, exclude: node7 }`; `true` where they have no value',
    ),
});

export type ProfileInput = z.input<typeof profileSchema>;
export type Profile = z.output<typeof profileSchema>;

/**
 * @param own what the command line says, which wins over the file
 * @param path Default: `slurm.yaml` in the working folder, if there is one
 * @throws InputError with one line for each mistake
 */
export function readProfile(
  own: ProfileInput,
  path?: string,
): { readonly profile: Profile; readonly path: string | undefined } {
  const found = path ?? (existsSync(PROFILE) ? PROFILE : undefined);
  const written: ProfileInput = found === undefined ? {} : checkedProfile(...profileFile(found));
  const sbatch = { ...written.sbatch, ...own.sbatch };
  return { profile: checkedProfile({ ...written, ...given(own), sbatch }, 'options of Slurm'), path: found };
}

function profileFile(path: string): [value: unknown, where: string, lineOf: LineOf] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `--profile: expected a file like slurm.yaml, found ${path}: ${(error as Error).message}`,
    );
  }
  const { value, lineOf } = readYaml(text, path);
  return [withWords(value ?? {}), path, lineOf];
}

/** What is a number to YAML where it is written without quotes: `time: 30`. */
const NUMBER_WORDS = ['time', 'memoryPerTask', 'array'];

const withWords = (value: object): object =>
  NUMBER_WORDS.reduce((words, key) => {
    const found = ownValue(words, key);
    return typeof found === 'number' ? { ...words, [key]: String(found) } : words;
  }, value);

type LineOf = ReturnType<typeof readYaml>['lineOf'];

function checkedProfile(value: unknown, where: string, lineOf?: LineOf): Profile {
  const checked = checkSchema(profileSchema, new SchemaWalk(profileSchema), value, { siblings: 'key' });
  if (checked.ok) return checked.value;
  const lines = problemLines(
    checked.problems,
    (problem) => {
      const at = lineOf?.(problem.path);
      return `${where}${at === undefined ? '' : `:${at}`}: ${formatProblem(problem)}`;
    },
    where,
  );
  throw new InputError(lines.join('\n'));
}
