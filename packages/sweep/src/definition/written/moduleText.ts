/** Writes a definition as a commented TypeScript module. */
import type { PathKey } from '@ranksweep/core';
import type { CommentLines } from './comments.ts';

/** The module that exports `defineSweep`. */
const PACKAGE = 'ranksweep';

export function moduleText(value: object, comments: CommentLines, head: readonly string[]): string {
  return [
    ...head.map((line) => `// ${line}`),
    '',
    `import { defineSweep } from '${PACKAGE}';`,
    '',
    `export default defineSweep(${literal(value, [], comments)});`,
    '',
  ].join('\n');
}

/** Formats values as Prettier does, except for long lines. */
function literal(value: unknown, path: readonly PathKey[], comments: CommentLines): string {
  const indent = '  '.repeat(path.length);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => literal(item, [...path, i], comments));
    if (value.every((item) => !isGroup(item))) return `[${items.join(', ')}]`;
    return `[\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}]`;
  }
  if (!isGroup(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => {
    const at = [...path, key];
    const lines = comments(at).map((line) => `${indent}  // ${line}\n`);
    return `${lines.join('')}${indent}  ${keyText(key)}: ${literal(inner, at, comments)},\n`;
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyText = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

const quoted = (text: string): string => {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`);
  return `'${escaped}'`;
};
