import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is removed after the test. A shell that has just been ended may still be writing its history there. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
