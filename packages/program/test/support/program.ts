/** Configurations of programs, and a lane that runs them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runBatch, type LaneControl, type LaneMessage, type LaneRun } from '@ranksweep/run';
import { program, type ProgramConfig, type ProgramInput } from '../../src/index.ts';

const device = { id: 'cpu', name: 'a processor', kind: 'cpu', memoryBytes: 2 ** 30 } as const;

export const configOf = (input: ProgramInput): ProgramConfig =>
  program.schema.parse(input) as unknown as ProgramConfig;

/** What is wrong with a configuration, as `path: text`. */
export const problemsOf = (input: ProgramInput): string[] =>
  program.problems(configOf(input)).map(({ path, text }) => `${path.join('.')}: ${text}`);

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ranksweep-program-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export class Control implements LaneControl {
  isInterrupted = false;
  readonly checkpointsRequested = 0;
  readonly messagesWritten: number = Infinity;
  isGone = false;
  waitWhileHeld(): void {}
  beat(): void {}
  begin(): void {}
  end(): void {}
  isAbandoned(): boolean {
    return this.isGone;
  }
  isPaused(): boolean {
    return false;
  }
  isRecalled(): boolean {
    return false;
  }
}

export interface Ran {
  readonly messages: readonly LaneMessage[];
  readonly folder: string;
}

export interface RunOptions extends Partial<LaneRun> {
  readonly control?: LaneControl;
  /** Receives messages as they come. */
  readonly messages?: LaneMessage[];
}

/** Runs one program in a lane of this thread. */
export async function run(input: ProgramInput, options: RunOptions = {}): Promise<Ran> {
  const { control = new Control(), messages = [], ...more } = options;
  const own = more.folder ?? folder();
  const laneRun = { key: 1, config: configOf(input), checkpoint: undefined, ...more, folder: own };
  const kind = await program.prepare({ engine: 'wasm', device });
  await runBatch({
    runs: [laneRun],
    laneKindOf: async () => kind as never,
    control,
    checkpointEveryMs: Infinity,
    post: (posted) => void messages.push(...posted),
  });
  return { messages, folder: own };
}

/** A program in Node's language. */
export const node = (source: string, ...rest: readonly string[]): string[] => [
  process.execPath,
  '-e',
  source.replaceAll('{', '{{').replaceAll('}', '}}'),
  ...rest,
];

/** A shell's one-liner. */
export const shell = (line: string): string[] => [
  'sh',
  '-c',
  line.replaceAll('{', '{{').replaceAll('}', '}}'),
];

export const last = <Kind extends LaneMessage['kind']>(
  { messages }: Pick<Ran, 'messages'>,
  kind: Kind,
): Extract<LaneMessage, { kind: Kind }> => {
  const found = messages.findLast((message) => message.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} among ${JSON.stringify(messages)}`);
  return found as Extract<LaneMessage, { kind: Kind }>;
};

/** Values by iteration, for each metric. */
export function points({ messages }: Pick<Ran, 'messages'>): Record<string, Record<number, number>> {
  const found: Record<string, Record<number, number>> = {};
  for (const message of messages) {
    if (!('snapshots' in message) || message.snapshots === undefined) continue;
    const { metrics, iterations, values } = message.snapshots;
    metrics.forEach((metric, m) => {
      const own = (found[metric] ??= {});
      iterations.forEach((iteration, i) => (own[iteration] = values[m * iterations.length + i]!));
    });
  }
  return found;
}
