/** The real program, in a folder of the test's own. */
import { cpSync } from 'node:fs';
import { inject } from 'vitest';
import { temporaryFolder } from '../../../../packages/machine/test/support/temporaryFolder.ts';

export * from './program.ts';
export { temporaryFolder };

/** A folder with a definition, `small.yaml`, that has been run: a copy, which a test may change. */
export function folderWithSweep(): string {
  const folder = temporaryFolder();
  cpSync(inject('smallSweep'), folder, { recursive: true });
  return folder;
}
