/** YAML (and with it JSON) that remembers on which line each key stands. */
import { InputError, shownWord } from '@ranksweep/core';
import type { PathKey } from '@ranksweep/core';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { DefinitionSource } from './loadDefinition.ts';

/** @throws InputError with the file and the line of every mistake in the YAML itself */
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
    // The library would compare every key with every other one.
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    const mistakes = [...document.errors, ...document.warnings, ...keysGivenTwice(document)];
    if (mistakes.length > 0) throw new InputError(mistakeLines(mistakes, file, lineCounter).join('\n'));
    return { document, value: document.toJS() };
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Aliases without anchor, too many aliases, or nesting that exhausts the stack.
    throw new InputError(`${file}: not valid YAML: ${toldMessage((error as Error).message)}`);
  }
}

interface Mistake {
  readonly pos: readonly [number, number];
  readonly message: string;
}

/** The engine's word for deep nesting says nothing to whoever wrote the file. */
const toldMessage = (message: string): string =>
  message.includes('call stack') ? 'expected less nesting, found more than can be read' : shownWord(message);

const mostLines = 20;

function mistakeLines(mistakes: readonly Mistake[], file: string, lineCounter: LineCounter): string[] {
  const lines = mistakes
    .slice(0, mostLines)
    .map(
      ({ pos, message }) =>
        `${file}:${lineCounter.linePos(pos[0]).line}: not valid YAML: ${toldMessage(message)}`,
    );
  if (mistakes.length > mostLines) lines.push(`${file}: and ${mistakes.length - mostLines} more mistakes`);
  return lines;
}

function keysGivenTwice(document: Document): Mistake[] {
  const mistakes: Mistake[] = [];
  const waiting: unknown[] = [document.contents];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items) {
      waiting.push(value);
      if (!isScalar(key)) continue;
      const start = key.range?.[0] ?? 0;
      if (seen.has(key.value)) mistakes.push({ pos: [start, start], message: 'Map keys must be unique' });
      seen.add(key.value);
    }
  }
  return mistakes.toSorted((a, b) => a.pos[0] - b.pos[0]);
}

/** Where a path's last key stands, or the innermost of its groups that is there. */
function offsetOf(document: Document, path: readonly PathKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
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
