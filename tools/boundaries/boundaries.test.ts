/** The linter refuses imports against the layers: tried with real files in a copy of the workspace's manifests. */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'ranksweep-boundaries-'));

beforeAll(() => {
  const files = ['oxlint.config.ts', 'package.json', 'tsconfig.json', 'tsconfig.base.json'];
  for (const path of [...files, ...globSync('{packages,apps}/*/package.json', { cwd: workspace })]) {
    cpSync(join(workspace, path), join(copy, path));
  }
  for (const engine of globSync('packages/engine/src/*/', { cwd: workspace })) {
    mkdirSync(join(copy, engine), { recursive: true });
  }
  symlinkSync(join(workspace, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const importing = (module: string): string =>
  `import * as imported from '${module}';\nexport { imported };\n`;

/** Of files in one folder, each with a module that it imports, and what is said of that. */
const refused: readonly (readonly [folder: string, module: string, message: string])[] = [
  ['packages/core/src', '@ranksweep/store', 'core may import: no other layer.'],
  ['packages/kernels/src', '@ranksweep/engine', 'kernels may import: core.'],
  ['packages/engine/src', '@ranksweep/sweep', 'engine may import: core, machine, kernels, cuda.'],
  ['packages/store/src', '@ranksweep/engine', 'store may import: core, machine, kinds, text, tables.'],
  ['packages/plot/src/deep', 'ranksweep', 'plot may import: core, machine, kinds.'],
  ['packages/plot/src', '../../core/src/plan/buildPlan.ts', 'Import a project by its name.'],
  ['packages/plot/src/deep', '../../../core/src/index.ts', 'Import a project by its name.'],
  ['packages/sweep/src', '@ranksweep/core/src/index.ts', 'Import a project by its name.'],
  ['packages/engine/src/wasm', '../reference/referenceEngine.ts', 'Engines never import each other.'],
  ['packages/engine/src/wasm', '@ranksweep/store', 'engine may import: core, machine, kernels, cuda.'],
  ['packages/run/src', '@ranksweep/store', 'run may import: core, expression.'],
  [
    'packages/sweep/src',
    '@ranksweep/bench',
    'sweep may import: core, text, expression, machine, npy, engine, run, kinds, store.',
  ],
  [
    'packages/export/src',
    '@ranksweep/plot',
    'export may import: core, machine, tables, npy, engine, run, factorization, kinds, store, sweep.',
  ],
];

const allowed: readonly (readonly [folder: string, module: string])[] = [
  ['packages/engine/src', '@ranksweep/core'],
  ['packages/plot/src', '@ranksweep/machine'],
  ['packages/engine/src/wasm', '../engine.ts'],
  ['apps/cli/src', '@ranksweep/core/errors'],
];

const circles: readonly (readonly [name: string, text: string])[] = [
  ['runs', `import { a } from './a.ts';\nexport const b = a;\n`],
  ['types', `import type { A } from './a.ts';\nexport type B = A;\n`],
];

const refusedPath = (i: number): string => `${refused[i]![0]}/refused${i}.ts`;
const allowedPath = (i: number): string => `${allowed[i]![0]}/allowed${i}.ts`;

interface Diagnostic {
  readonly code: string;
  readonly help?: string;
  readonly filename: string;
}

/** The linter looks at all files at once, since starting it takes longer than looking. */
function diagnostics(): Diagnostic[] {
  const files: Record<string, string> = {};
  for (const [i, [, module]] of refused.entries()) files[refusedPath(i)] = importing(module);
  for (const [i, [, module]] of allowed.entries()) files[allowedPath(i)] = importing(module);
  for (const [name, text] of circles) {
    files[`packages/plot/src/${name}/a.ts`] =
      `import * as b from './b.ts';\nexport const a = [b];\nexport type A = typeof a;\n`;
    files[`packages/plot/src/${name}/b.ts`] = text;
  }
  const paths = Object.entries(files).map(([file, text]) => {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  const oxlint = join(workspace, 'node_modules', '.bin', 'oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json', ...paths], { cwd: copy, encoding: 'utf8' });
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

let found: readonly Diagnostic[];
beforeAll(() => {
  found = diagnostics();
});
const of = (path: string): Diagnostic[] => found.filter(({ filename }) => filename.endsWith(path));

describe('imports run one way', () => {
  it.each(refused.map((one, i) => [...one, i] as const))('%s may not import %s', (_, __, message, i) => {
    expect(of(refusedPath(i)).map(({ help }) => help)).toContain(message);
  });

  it.each(allowed.map((one, i) => [...one, i] as const))('%s may import %s', (_, __, i) => {
    expect(of(allowedPath(i)).filter(({ code }) => code.includes('no-restricted-imports'))).toEqual([]);
  });
});

it.each(circles)('files import each other one way: %s', (name) => {
  expect(of(`${name}/a.ts`).map(({ code }) => code)).toContain('import(no-cycle)');
});
