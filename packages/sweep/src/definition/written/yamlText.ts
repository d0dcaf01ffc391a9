/** A definition as YAML with comments. */
import type { PathKey } from '@ranksweep/core';
import { Document, isCollection, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { CommentLines } from './comments.ts';

/** Characters of a line, beyond which a list of scalars has a line for each. */
const LINE_WIDTH = 100;

export function yamlText(value: object, comments: CommentLines, head: readonly string[]): string {
  const document = new Document(value);
  annotate(document.contents, [], comments);
  document.commentBefore = head.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: false });
}

function annotate(node: unknown, path: readonly PathKey[], comments: CommentLines): void {
  if (isSeq(node)) {
    node.flow = node.items.every((item) => !isMap(item));
    for (const [i, item] of node.items.entries()) annotate(item, [...path, i], comments);
  }
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const at = [...path, String(key.value)];
    const lines = comments(at);
    if (lines.length > 0) (key as Node).commentBefore = lines.map((line) => ` ${line}`).join('\n');
    if (isCollection(value)) annotate(value, at, comments);
  }
}
