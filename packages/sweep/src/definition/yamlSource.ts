/** YAML (and with it JSON) that remembers on which line each key stands. */
import { InputError } from '@ranksweep/core';
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
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    const mistakes = [...document.errors, ...document.warnings];
    if (mistakes.length > 0) {
      const lines = mistakes.map(
        ({ pos, message }) => `${file}:${lineCounter.linePos(pos[0]).line}: not valid YAML: ${message}`,
      );
      throw new InputError(lines.join('\n'));
    }
    return { document, value: document.toJS() };
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Aliases without anchor, too many aliases, or nesting that exhausts the stack.
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file}: not valid YAML: ${message}`);
  }
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
