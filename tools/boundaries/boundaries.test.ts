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

/** What the linter says of files, by path. */
function lint(files: Readonly<Record<string, string>>): string {
  const written = Object.entries(files).map(([file, text]) => {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  const oxlint = join(workspace, 'node_modules', '.bin', 'oxlint');
  const { stdout, stderr } = spawnSync(oxlint, written, { cwd: copy, encoding: 'utf8' });
  for (const path of written) rmSync(path);
  return stdout + stderr;
}

/** What it says of one file that imports one module. */
const lintImport = (file: string, module: string): string =>
  lint({ [file]: `import * as imported from '${module}';\nexport { imported };\n` });

describe('imports run one way', () => {
  it.each([
    ['packages/core/src/a.ts', '@ranksweep/store', 'core may import: no other layer.'],
    ['packages/kernels/src/a.ts', '@ranksweep/engine', 'kernels may import: core.'],
    ['packages/engine/src/a.ts', '@ranksweep/sweep', 'engine may import: core, kernels, cuda.'],
    ['packages/store/src/a.ts', '@ranksweep/engine', 'store may import: core, machine, kinds, text, tables.'],
    ['packages/plot/src/deep/a.ts', 'ranksweep', 'plot may import: core, machine, kinds.'],
    ['packages/plot/src/a.ts', '../../core/src/plan/buildPlan.ts', 'Import a project by its name.'],
    ['packages/plot/src/deep/a.ts', '../../../core/src/index.ts', 'Import a project by its name.'],
    ['packages/sweep/src/a.ts', '@ranksweep/core/src/index.ts', 'Import a project by its name.'],
    ['packages/engine/src/wasm/a.ts', '../reference/referenceEngine.ts', 'Engines never import each other.'],
    ['packages/engine/src/wasm/a.ts', '@ranksweep/store', 'engine may import: core, kernels, cuda.'],
    ['packages/run/src/a.ts', '@ranksweep/store', 'run may import: core.'],
    [
      'packages/sweep/src/a.ts',
      '@ranksweep/bench',
      'sweep may import: core, npy, engine, run, kinds, store.',
    ],
    [
      'packages/export/src/a.ts',
      '@ranksweep/plot',
      'export may import: core, machine, tables, npy, engine, run, factorization, kinds, store, sweep.',
    ],
  ])('%s may not import %s', (file, module, message) => {
    expect(lintImport(file, module)).toContain(message);
  });

  it.each([
    ['packages/engine/src/a.ts', '@ranksweep/core'],
    ['packages/plot/src/a.ts', '@ranksweep/machine'],
    ['packages/engine/src/wasm/a.ts', '../engine.ts'],
    ['apps/cli/src/a.ts', '@ranksweep/core/errors'],
  ])('%s may import %s', (file, module) => {
    expect(lintImport(file, module)).not.toContain('no-restricted-imports');
  });
});

describe('files import each other one way', () => {
  it.each([
    ['what runs', `import { a } from './a.ts';\nexport const b = a;\n`],
    ['types', `import type { A } from './a.ts';\nexport type B = A;\n`],
  ])('%s', (_, text) => {
    const a = `import * as b from './b.ts';\nexport const a = [b];\nexport type A = typeof a;\n`;
    const said = lint({ 'packages/plot/src/a.ts': a, 'packages/plot/src/b.ts': text });
    expect(said).toContain('import(no-cycle)');
  });
});
