/** What the process of a definition module returns to the process that started it. */
import { writeFileSync } from 'node:fs';
import type { PathKey } from '@ranksweep/core';

/** Standard output belongs to the module and is shown to the user, so the answer uses this descriptor. */
export const ANSWER_FD = 3;

export type ModuleAnswer =
  | { readonly value: unknown }
  /** `path` leads to the unusable part of the value. */
  | { readonly problem: string; readonly path: readonly PathKey[] }
  /** `line` is a line of the module's own file. */
  | { readonly problem: string; readonly line: number | undefined };

/** @param text a `ModuleAnswer` in JSON */
export function handOver(text: string): void {
  writeFileSync(ANSWER_FD, text);
}
