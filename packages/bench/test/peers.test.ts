/** The peers compute what the papers define: their own check, where they are installed. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (file: string): string => fileURLToPath(new URL(`../peers/${file}`, import.meta.url));

/** Debian's packages are the system interpreter's. */
const python = ['python3', '/usr/bin/python3'].find((name) => {
  const { status, stdout } = spawnSync(name, [path('peer.py'), '--probe'], { encoding: 'utf8' });
  return status === 0 && Object.values(JSON.parse(stdout) as object).some((version) => version !== null);
});

it.skipIf(python === undefined)('all formulations descend as the definitions do', () => {
  const { status, stdout } = spawnSync(python!, [path('check.py')], { encoding: 'utf8' });
  expect(stdout).toMatch(/[1-9]\d* passed, 0 failed/);
  expect(status).toBe(0);
});
