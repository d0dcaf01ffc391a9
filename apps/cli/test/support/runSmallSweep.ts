/** Runs the small sweep once, for all files of tests that begin with one that is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ranksweep, smallDefinition } from './program.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that it was run in. */
    readonly smallSweep: string;
  }
}

export default async function setUp({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-small-'));
  const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder)]);
  if (status !== 0) throw new Error(`expected a small sweep that ends, found status ${status}: ${stderr}`);
  provide('smallSweep', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
