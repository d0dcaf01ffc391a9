/** Explains each key of a definition, for the comments of a file that people edit. */
import { kindsOf, ownValue, type JsonSchema, type PathKey, type SchemaWalk } from '@ranksweep/core';

/** The most characters in a line of a comment, without the indentation. */
const LINE_WIDTH = 88;

export type CommentLines = (path: readonly PathKey[]) => readonly string[];

/**
 * The comment before a key, as lines. A key that was already explained gets none, so call this in the order of the file.
 * @param walk of the schema
 * @param value that the schema describes
 */
export function commentsOf(walk: SchemaWalk, value: unknown): CommentLines {
  const seen = new Set<string>();
  return (path) => {
    const text = meaningOf(walk, value, path);
    if (text === undefined || seen.has(text)) return [];
    seen.add(text);
    return wrapped(text.charAt(0).toUpperCase() + text.slice(1));
  };
}

function meaningOf(walk: SchemaWalk, value: unknown, path: readonly PathKey[]): string | undefined {
  const above = path.slice(0, -1);
  const group = walk.at(above, value);
  const chosen = group && walk.branch(group, above.reduce(ownValue, value));
  // Names that the user chooses, such as those of parts, need no explanation.
  const own = ownValue(chosen?.properties, path.at(-1)!) as JsonSchema | undefined;
  const text = own?.description;
  return text !== undefined && path.at(-1) === 'kind' ? `${text}${otherKinds(group!, own!)}` : text;
}

function otherKinds(group: JsonSchema, { const: own }: JsonSchema): string {
  const others = kindsOf(group).filter((kind) => kind !== own);
  return others.length === 0 ? '' : `. Other kinds: ${others.join(', ')}`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
