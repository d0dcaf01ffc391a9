/** Reads a definition that is a program. It runs in its own process, within a time limit, and returns plain JSON. */
import { fileURLToPath } from 'node:url';
import { formatProblem, InputError } from '@ranksweep/core';
import { LONGEST_TIMER_MS } from '@ranksweep/machine';
import { ANSWER_FD, type ModuleAnswer } from './answer.ts';

const PROCESS = fileURLToPath(new URL('moduleProcess.ts', import.meta.url));
/** Enough for more than a million values of the usual length. */
const MOST_CHARACTERS = 50_000_000;
const STANDARD_ERROR = 2;

/**
 * Runs the module. What it prints, to either stream, goes to standard error.
 * @param path of the module
 * @param limitMs how long it may take
 * @returns its default export
 * @throws InputError with the file, the line if it is known, and what the module did instead of exporting plain JSON
 */
export async function readModule(path: string, limitMs: number): Promise<unknown> {
  const { execa } = await import('execa'); // Its hundred files take a tenth of the time in which a command starts.
  const child = await execa(process.execPath, [...process.execArgv, PROCESS, path, String(process.pid)], {
    stdio: ['ignore', STANDARD_ERROR, STANDARD_ERROR, 'pipe'],
    timeout: Math.min(Math.ceil(limitMs), LONGEST_TIMER_MS),
    forceKillAfterDelay: false,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_CHARACTERS,
    stripFinalNewline: false,
    reject: false,
  });
  const answer = parsedAnswer(child.stdio[ANSWER_FD]);
  if (answer === undefined) throw new InputError(`${path}: ${endOf(child, limitMs)}`);
  if ('value' in answer) return answer.value;
  if ('path' in answer) {
    throw new InputError(`${path}: ${formatProblem({ path: answer.path, text: answer.problem })}`);
  }
  const line = answer.line === undefined ? '' : `:${answer.line}`;
  throw new InputError(`${path}${line}: ${answer.problem}`);
}

/** Undefined if the process sent no answer, or only part of one. */
function parsedAnswer(text: unknown): ModuleAnswer | undefined {
  try {
    return JSON.parse(String(text)) as ModuleAnswer;
  } catch {
    return undefined;
  }
}

interface ModuleEnd {
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly originalMessage?: string | undefined;
}

function endOf(
  { timedOut, isMaxBuffer, signal, exitCode, originalMessage }: ModuleEnd,
  limitMs: number,
): string {
  if (timedOut) {
    return (
      `expected a definition within ${limitMs / 1000} s, found none: see what the module waits for, ` +
      'or give it longer with --definition-limit'
    );
  }
  if (isMaxBuffer) return `expected a definition of at most ${MOST_CHARACTERS} characters, found more`;
  if (signal !== undefined) return `expected a definition, found that ${endBySignal(signal)}`;
  if (exitCode !== undefined)
    return `expected a definition, found that its process ended (status ${exitCode})`;
  return `expected a process for it, found none: ${originalMessage}`;
}

/** V8 ends its process this way when it runs out of memory. */
const OUT_OF_MEMORY = ['SIGABRT', 'SIGTRAP'];

const endBySignal = (signal: string): string =>
  `its process was ended by ${signal}${OUT_OF_MEMORY.includes(signal) ? ', as it is when memory runs out' : ''}`;
