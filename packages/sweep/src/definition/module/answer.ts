/** What the process of a definition module hands to the one that started it. */
import { writeFileSync } from 'node:fs';
import type { PathKey } from '@ranksweep/core';

/** Standard output is the module's own, and shown to the user. */
export const ANSWER_FD = 3;

export type ModuleAnswer =
  | { readonly value: unknown }
  /** `path` leads to the part of the value that cannot be used. */
  | { readonly problem: string; readonly path: readonly PathKey[] }
  /** `line` is one of the module's own file. */
  | { readonly problem: string; readonly line: number | undefined };

/** @param text a `ModuleAnswer` in JSON */
export function handOver(text: string): void {
  writeFileSync(ANSWER_FD, text);
}
