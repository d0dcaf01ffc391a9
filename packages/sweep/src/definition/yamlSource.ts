/** Parses YAML (and therefore JSON), and remembers the line of each key. */
import { InputError, shownWord } from '@ranksweep/core';
import type { PathKey } from '@ranksweep/core';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';

/** The parsed value, and a function from a path to its line in the file. */
export interface DefinitionSource {
  readonly value: unknown;
  readonly lineOf: (path: readonly PathKey[]) => number | undefined;
}

/** @throws InputError with the file and the line of every YAML mistake */
export function readYaml(text: string, file: string): DefinitionSource {
  const lineCounter = new LineCounter();
  const { document, value } = parsed(text, file, lineCounter);
  return {
    value,
    lineOf: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : lineCounter.linePos(offset).line;
    },
  };
}

function parsed(
  text: string,
  file: string,
  lineCounter: LineCounter,
): { document: Document; value: unknown } {
  try {
    // The library would compare every key with every other key.
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      merge: true,
      logLevel: 'error',
    });
    const mistakes = [...document.errors, ...document.warnings, ...mistakenKeys(document)];
    if (mistakes.length > 0) throw new InputError(mistakeLines(mistakes, file, lineCounter).join('\n'));
    return { document, value: document.toJS() };
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Reached for aliases without an anchor, too many aliases, or nesting that exhausts the stack.
    throw new InputError(`${file}: not valid YAML: ${toldMessage((error as Error).message)}`);
  }
}

interface Mistake {
  readonly pos: readonly [number, number];
  readonly message: string;
}

/** The engine's message about deep nesting does not help the author of the file. */
const toldMessage = (message: string): string =>
  message.includes('call stack') ? 'expected less nesting, found more than can be read' : shownWord(message);

const MOST_LINES = 20;

function mistakeLines(mistakes: readonly Mistake[], file: string, lineCounter: LineCounter): string[] {
  const lines = mistakes
    .slice(0, MOST_LINES)
    .map(
      ({ pos, message }) =>
        `${file}:${lineCounter.linePos(pos[0]).line}: not valid YAML: ${toldMessage(message)}`,
    );
  if (mistakes.length > MOST_LINES) lines.push(`${file}: and ${mistakes.length - MOST_LINES} more mistakes`);
  return lines;
}

/** Finds keys that are given twice, and merge keys (`<<`) whose value is not a map. */
function mistakenKeys(document: Document): Mistake[] {
  const mistakes: Mistake[] = [];
  const waiting: unknown[] = [document.contents];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const pair of node.items) {
      const { key, value } = pair;
      waiting.push(value);
      if (!isScalar(key)) continue;
      const start = key.range?.[0] ?? 0;
      const name = isMerge(pair) ? '<<' : key.value;
      if (seen.has(name)) mistakes.push({ pos: [start, start], message: 'Map keys must be unique' });
      seen.add(name);
      if (isMerge(pair) && !mergedValues(pair, document).every(isMap)) {
        mistakes.push({ pos: [start, start], message: 'expected << to name groups of keys' });
      }
    }
  }
  return mistakes.toSorted((a, b) => a.pos[0] - b.pos[0]);
}

/** The library marks the merge key with a symbol. A quoted `<<` is an ordinary key. */
const isMerge = ({ key }: Pair): boolean => isScalar(key) && typeof key.value === 'symbol';

/** What `<<: *a` or `<<: [*a, *b]` adds. If several have a key, the first wins. */
function mergedValues({ value }: Pair, document: Document): unknown[] {
  const source = resolved(value, document);
  return isSeq(source) ? source.items.map((item) => resolved(item, document)) : [source];
}

const resolved = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;

/** Finds the pair of a key in a map or in what the map merges. */
function findPair(map: YAMLMap, key: string, document: Document): Pair | undefined {
  const waiting = [map];
  const seen = new Set<YAMLMap>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const pair = next.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair !== undefined) return pair;
    const merges = next.items.filter(isMerge);
    waiting.unshift(
      ...merges.flatMap((merge) => mergedValues(merge, document)).filter((value) => isMap(value)),
    );
  }
  return undefined;
}

/** The position of a path's last key, or of the innermost existing group on the way to it. */
function offsetOf(document: Document, path: readonly PathKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const key of path) {
    if (isMap(node)) {
      const pair = findPair(node, String(key), document);
      if (pair === undefined) break;
      offset = (pair.key as { range?: [number, number, number] }).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
