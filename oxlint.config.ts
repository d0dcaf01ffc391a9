/**
 * Lint rules. Imports run one way: every project carries a layer tag in its package.json, and may import the layers
 * that MAY_IMPORT lists for its own.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { defineConfig } from 'oxlint';

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  machine: [],
  text: [],
  tables: [],
  download: ['core'],
  cuda: ['core', 'machine', 'text', 'download'],
  kernels: ['core'],
  engine: ['core', 'machine', 'kernels', 'cuda'],
  npy: ['core'],
  expression: ['core'],
  data: ['core', 'machine', 'download'],
  run: ['core', 'expression'],
  factorization: ['core', 'npy', 'data', 'engine', 'run'],
  convnet: ['core', 'machine', 'text', 'data', 'engine', 'run'],
  program: ['core', 'machine', 'run'],
  kinds: ['core', 'expression', 'run', 'factorization', 'convnet', 'program'],
  experiments: ['core', 'kinds'],
  store: ['core', 'machine', 'kinds', 'text', 'tables'],
  plot: ['core', 'machine', 'kinds'],
  report: ['core', 'text', 'plot'],
  sweep: ['core', 'text', 'expression', 'machine', 'npy', 'engine', 'run', 'kinds', 'store'],
  search: ['core', 'text', 'expression', 'run', 'kinds', 'store', 'sweep'],
  bench: ['core', 'data', 'npy', 'kernels', 'engine', 'run', 'convnet', 'kinds', 'store', 'sweep', 'search'],
  export: ['core', 'machine', 'tables', 'npy', 'engine', 'run', 'factorization', 'kinds', 'store', 'sweep'],
  dashboard: ['core', 'machine', 'text', 'program', 'kinds', 'store', 'sweep', 'search', 'export'],
  app: [
    'core',
    'machine',
    'text',
    'tables',
    'npy',
    'data',
    'cuda',
    'engine',
    'run',
    'factorization',
    'program',
    'convnet',
    'kinds',
    'experiments',
    'store',
    'plot',
    'report',
    'sweep',
    'search',
    'bench',
    'export',
    'dashboard',
  ],
};

interface Project {
  readonly folder: string;
  readonly name: string;
  readonly layer: string;
}

const projects: Project[] = globSync('{packages,apps}/*/package.json', { cwd: import.meta.dirname }).map(
  (path) => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as {
      name: string;
      nx?: { tags?: string[] };
    };
    const layer = manifest.nx?.tags?.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length);
    if (layer === undefined || MAY_IMPORT[layer] === undefined) {
      throw new Error(`${path}: expected a tag layer:${Object.keys(MAY_IMPORT).join('|')}, found ${layer}`);
    }
    return { folder: dirname(path), name: manifest.name, layer };
  },
);

type Pattern = { readonly message: string } & ({ readonly group: string[] } | { readonly regex: string });

const forbidding = (files: string, patterns: Pattern[]) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] as ['error', { patterns: Pattern[] }] },
});

/** A project's sources may import the layers below them, by name, and no other project's inner files. */
const layerPatterns = ({ layer, name }: Project): Pattern[] => [
  ...projects
    .filter((other) => other.name !== name && !MAY_IMPORT[layer]!.includes(other.layer))
    .map((other) => ({
      group: [other.name, `${other.name}/**`],
      message: `${layer} may import: ${MAY_IMPORT[layer]!.join(', ') || 'no other layer'}.`,
    })),
  // '../../core/src/x.ts', 'packages/core/src/x.ts' and '@ranksweep/core/src/x.ts': another project's inner files.
  { regex: '(^|/)(packages|apps|@ranksweep|\\.\\.)/[a-z]+/src/', message: 'Import a project by its name.' },
];

/** Engines, one folder each, never import each other. */
const ENGINE_FOLDERS = globSync('packages/engine/src/*/', { cwd: import.meta.dirname }).map((path) =>
  basename(path),
);
const otherEngines = (engine: string): Pattern[] =>
  ENGINE_FOLDERS.filter((other) => other !== engine).map((other) => ({
    group: [`../${other}/**`],
    message: 'Engines never import each other.',
  }));

const boundaries = projects.flatMap((project) => {
  const patterns = layerPatterns(project);
  const engines = project.layer === 'engine' ? ENGINE_FOLDERS : [];
  return [
    forbidding(`${project.folder}/src/**`, patterns),
    // The last override that matches a file counts, so an engine's repeats its layer's.
    ...engines.map((engine) =>
      forbidding(`${project.folder}/src/${engine}/**`, [...patterns, ...otherEngines(engine)]),
    ),
  ];
});

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'import', 'promise', 'node', 'oxc'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['packages/kernels/assembly/**', 'packages/kernels/dist/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'no-restricted-properties': [
      'error',
      {
        object: 'vi',
        property: 'waitFor',
        message: 'It gives up after a second: use expect.poll, whose limit is in vitest.base.ts.',
      },
    ],
    // Destructured functions of plain objects are the style here; numbers are sorted in typed arrays.
    'typescript/unbound-method': 'off',
    'typescript/require-array-sort-compare': 'off',
    'unicorn/no-new-array': 'off',
    // The type checker sees to default exports.
    'import/default': 'off',
  },
  overrides: boundaries,
});
