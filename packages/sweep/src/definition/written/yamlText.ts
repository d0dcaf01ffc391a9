/** Definitions as YAML. */
import type { PathKey } from '@ranksweep/core';
import { Document, isCollection, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { CommentLines } from './comments.ts';

/** The most characters in a line. A longer list of scalars is written with one item per line. */
const LINE_WIDTH = 100;

/** Without comments. */
export const plainYaml = (value: object): string => yamlText(value, () => [], []);

export function yamlText(value: object, comments: CommentLines, head: readonly string[]): string {
  const document = new Document(value);
  annotate(document.contents, [], comments);
  if (head.length > 0) document.commentBefore = head.map((line) => ` ${line}`).join('\n');
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
