/** Describes what a module threw, and where. A module may throw any value, with anything in it. */
import { spawnSync } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

export interface Thrown {
  /** The message, in one line. */
  readonly problem: string;
  /** The line in the module's file; undefined if the error has nothing to do with it. */
  readonly line: number | undefined;
}

const LONGEST = 2000;

/**
 * Describes an error.
 * @param file the module's real path; for an error in a file that it imports, the message names that file
 * @param self our own files, whose lines do not help the user
 */
export function describeThrown(thrown: unknown, file: string, self: readonly string[]): Thrown {
  const problem = messageOf(thrown);
  const stack = stackOf(thrown);
  let places = placesIn(stack).filter((place) => !self.includes(place.file));
  // An error of V8's parser does not say where it is, but asking Node to parse the file does.
  if (places.length === 0 && stack.startsWith('SyntaxError')) places = placesIn(syntaxCheck(file));
  const line = places.find((place) => place.file === file)?.line;
  const [first] = places;
  if (first === undefined || first.file === file) return { problem, line };
  return { problem: `${problem} (${first.file}:${first.line})`, line };
}

/** @returns the first line of the module's file in the stack */
export const lineOfCaller = (file: string): number | undefined =>
  placesIn(stackOf(new Error('here'))).find((place) => place.file === file)?.line;

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Stack frames, innermost first. Node's own begin with `node:`. */
function placesIn(stack: string): Place[] {
  const places: Place[] = [];
  for (const [, at, line] of stack.matchAll(
    /(?:^|\(|at (?:async )?)((?:file:|\/|[A-Za-z]:\\)[^\n]*?):(\d+)(?::\d+)?\)?$/gm,
  )) {
    const path = at!.startsWith('file:') ? pathOfUrl(at!) : at!;
    if (path !== undefined && isAbsolute(path)) places.push({ file: path, line: Number(line) });
  }
  return places;
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function messageOf(thrown: unknown): string {
  let text = 'expected a definition, found that it threw something that cannot be shown';
  try {
    text = thrown instanceof Error && thrown.message !== '' ? String(thrown.message) : inspected(thrown);
  } catch {
    // The value is a proxy, or has a getter that throws.
  }
  const line = text.replaceAll(/\s*\n\s*/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

const inspected = (value: unknown): string =>
  value instanceof Error
    ? value.name
    : `expected a definition, found that it threw ${inspect(value, { customInspect: false, depth: 0 })}`;

function stackOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack) : '';
  } catch {
    return '';
  }
}

function syntaxCheck(file: string): string {
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr ?? '';
}
