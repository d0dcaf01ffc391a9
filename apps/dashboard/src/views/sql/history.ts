/** What was asked before, kept in a file of the user's from one dashboard to the next. */
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { replaceFile } from '@ranksweep/machine';

const MOST_LINES = 200;

/** By the XDG base directory specification, which ignores relative paths. Undefined for a user without a home, as in containers. */
export function historyPath(): string | undefined {
  const { XDG_STATE_HOME: set } = process.env;
  if (set !== undefined && isAbsolute(set)) return join(set, 'ranksweep', 'sql-history');
  const home = unlessImpossible(homedir);
  return home === undefined ? undefined : join(home, '.local', 'state', 'ranksweep', 'sql-history');
}

/** It is a convenience: nothing fails because its file cannot be read or written. */
export class History {
  readonly #path: string | undefined;
  /** The latest last. */
  #entries: readonly string[];

  constructor(path = historyPath()) {
    this.#path = path;
    this.#entries = read(path);
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** What another dashboard has added meanwhile is kept. */
  add(entry: string): void {
    const others = [...new Set([...this.#entries, ...read(this.#path)])].filter((one) => one !== entry);
    this.#entries = [...others, entry].slice(-MOST_LINES);
    write(this.#path, this.#entries);
  }
}

/** One entry a line. */
const encoded = (entry: string): string => entry.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const decoded = (line: string): string =>
  line.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));

function read(path: string | undefined): string[] {
  if (path === undefined) return [];
  const text = unlessImpossible(() => readFileSync(path, 'utf8')) ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.slice(-MOST_LINES).map(decoded);
}

/** For the user alone: queries may hold what is nobody else's business. */
function write(path: string | undefined, entries: readonly string[]): void {
  if (path === undefined) return;
  unlessImpossible(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(path, entries.map((entry) => `${encoded(entry)}\n`).join(''), { mode: 0o600 });
  });
}

function unlessImpossible<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
