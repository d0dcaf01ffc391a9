/** Compiles the two addons: TensorFlow.js's own, and the one for what native libraries share with the whole process. */
import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonPath, processPath, LIBRARIES, NODE_API, packageFolder } from '../binding/layout.ts';
import { compile, type Compiler, type CompilerOptions } from './compiler.ts';
import { patchSources } from './patchSources.ts';

export interface Build {
  /** The folder that has `node_modules/`. */
  readonly folder: string;
  /** The folder that has `tensorflow/`; the addons find it where it lies from theirs if this is a relative path. */
  readonly sitePackages: string;
  readonly compiler: Compiler;
}

const PROCESS_SOURCE = fileURLToPath(new URL('../../native/process.cc', import.meta.url));
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];

const commonWords = (folder: string): string[] => [
  '-std=c++17',
  '-O2',
  '-fPIC',
  '-shared',
  `-DNAPI_VERSION=${NODE_API}`,
  '-DBUILDING_NODE_EXTENSION',
  `-I${join(folder, 'node_modules/node-api-headers/include')}`,
];

/**
 * @throws InputError if the package's sources are not the expected ones, or the compiler fails
 * @throws the signal's reason once it is aborted
 */
export async function buildAddons(build: Build, options: CompilerOptions): Promise<void> {
  const { folder, compiler } = build;
  const addon = addonPath(folder);
  mkdirSync(dirname(addon), { recursive: true });
  patchSources(join(packageFolder(folder), 'binding'));
  await compile(
    compiler,
    [...commonWords(folder), '-DNODE_GYP_MODULE_NAME=process', PROCESS_SOURCE, '-o', processPath(folder)],
    options,
  );
  await compile(
    compiler,
    [
      ...commonWords(folder),
      '-DNODE_GYP_MODULE_NAME=tfjs_binding',
      ...SOURCES.map((name) => join(packageFolder(folder), 'binding', name)),
      '-o',
      addon,
      ...libraryWords(build),
    ],
    options,
  );
}

function libraryWords({ folder, sitePackages }: Build): string[] {
  const tensorflow = join(isAbsolute(sitePackages) ? sitePackages : join(folder, sitePackages), 'tensorflow');
  const whereLoaded = isAbsolute(sitePackages)
    ? tensorflow
    : `$ORIGIN/${relative(dirname(addonPath(folder)), tensorflow)}`;
  return [
    `-I${join(tensorflow, 'include')}`,
    `-L${tensorflow}`,
    ...LIBRARIES.map((name) => `-l:${name}`),
    // The old kind of path counts before LD_LIBRARY_PATH, which may name another TensorFlow.
    '-Wl,--disable-new-dtags',
    '-Xlinker',
    '-rpath',
    '-Xlinker',
    whereLoaded,
  ];
}
