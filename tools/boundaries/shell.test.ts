/** No word of a file, a database or a command line reaches a shell: programs are started by their arguments alone. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync(
  ['packages/*/*.ts', 'packages/*/src/**/*.ts', 'apps/*/bin/*', 'apps/*/src/**/*.{ts,tsx}', 'tools/**/*.ts'],
  {
    cwd: root,
  },
).filter((path) => !path.endsWith('.test.ts') && !path.includes('node_modules'));

/** What hands a text to a shell, in the ways that Node and execa have. */
const shells: readonly RegExp[] = [
  /\bshell\s*:(?!\s*\{)/,
  /\bexecSync\b/,
  /\bexecaCommand|\bexecaSync|import\s*\{[^}]*\$[^}]*\}\s*from\s*'execa'/,
  /import\s*\{[^}]*\bexec\b[^}]*\}\s*from\s*'(?:node:)?child_process'/,
  /import\s+\*?\s*(?:as\s+)?\w+\s+from\s*'(?:node:)?child_process'/,
  /require\(\s*'(?:node:)?child_process'/,
  /\b(?:spawn|spawnSync|execFile|execFileSync)\(\s*'(?:sh|bash|cmd|powershell)'/,
];

const shellIn = (source: string): boolean => shells.some((shell) => shell.test(source));

it('in no source', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((path) => shellIn(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

it.each([
  `spawn('x', [], { shell: true })`,
  `import { exec } from 'node:child_process';`,
  `import { spawn, execSync } from 'child_process';`,
  `import * as processes from 'node:child_process';`,
  `spawn('sh', ['-c', name])`,
  `import { $ } from 'execa';`,
])('is seen in %s', (source) => {
  expect(shellIn(source)).toBe(true);
});

it.each([`/a/.exec(text)`, `database.exec('DROP TABLE t')`, `import { spawn } from 'node:child_process';`])(
  'is none: %s',
  (source) => {
    expect(shellIn(source)).toBe(false);
  },
);
