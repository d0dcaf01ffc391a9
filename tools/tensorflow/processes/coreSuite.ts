/**
 * tfjs-core's own test suite on TensorFlow's native library, as a process of its own. Its last line is the outcome, as JSON.
 *
 * The suite is published as ES modules that name no extensions, call `require`, and expect Jasmine's global functions.
 */
import { createRequire, registerHooks } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNativeBinding, loadTensorflow } from '@ranksweep/cuda/binding';
import { EXCLUDED } from './excluded.ts';

export interface Outcome {
  readonly passed: number;
  /** Names and messages. */
  readonly failed: readonly { readonly name: string; readonly messages: readonly string[] }[];
  readonly excluded: number;
}

interface Spec {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** What is used of Jasmine. */
interface Jasmine {
  /** Its functions, such as `describe`. */
  noGlobals(): {
    jasmine: {
      getEnv(): {
        configure(options: object): void;
        addReporter(reporter: { specDone(spec: Spec): void }): void;
        execute(): Promise<unknown>;
      };
    };
  };
}

const binding = findNativeBinding()!;
const dist = join(binding.folder, 'node_modules/@tensorflow/tfjs-core/dist');

const isOfSuite = (url: string | undefined): boolean => url?.startsWith(pathToFileURL(dist).href) ?? false;
registerHooks({
  resolve(specifier, context, next) {
    if (!isOfSuite(context.parentURL) || !specifier.startsWith('.')) return next(specifier, context);
    const path = join(dirname(fileURLToPath(context.parentURL!)), specifier);
    const found = [path, `${path}.js`, join(path, 'index.js')].find(
      (file) => file.endsWith('.js') && existsSync(file),
    );
    return next(pathToFileURL(found ?? path).href, context);
  },
  load(url, context, next) {
    if (!isOfSuite(url) || url.endsWith('.node.js')) return next(url, context);
    // What CommonJS exports is the default export for Node.
    const source = readFileSync(fileURLToPath(url), 'utf8').replaceAll(
      /^import \* as (\w+) from '(seedrandom|long)'/gm,
      "import $1 from '$2'",
    );
    return { format: 'module', source, shortCircuit: true };
  },
});
const require = createRequire(import.meta.url);
const ofSuite = createRequire(join(binding.folder, 'package.json'));
const jasmine = (require('jasmine-core') as Jasmine).noGlobals();
Object.assign(globalThis, jasmine, {
  // Jasmine is this workspace's.
  require: Object.assign((name: string) => (name.startsWith('jasmine-core') ? require : ofSuite)(name), {
    resolve: (name: string) => ofSuite.resolve(name),
  }),
});

loadTensorflow({ device: 'cpu', binding });
const load = (name: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(dist, name)).href) as Promise<Record<string, unknown>>;
await load('public/chained_ops/register_all_chained_ops.js');
await load('register_all_gradients.js');
const { setTestEnvs } = await load('jasmine_util.js');
(setTestEnvs as (environments: object[]) => void)([
  { name: 'test-tensorflow', backendName: 'tensorflow', flags: {}, isDataSync: true },
]);
await load('tests.js');

const environment = jasmine.jasmine.getEnv();
let excluded = 0;
environment.configure({
  random: false,
  specFilter: (spec: { getFullName(): string }) => {
    const name = spec.getFullName();
    const isExcluded = EXCLUDED.some((part) => name.includes(part));
    if (isExcluded) excluded++;
    return !isExcluded;
  },
});
const specs: Spec[] = [];
environment.addReporter({ specDone: (spec) => void specs.push(spec) });
await environment.execute();
const outcome: Outcome = {
  passed: specs.filter(({ status }) => status === 'passed').length,
  failed: specs
    .filter(({ status }) => status === 'failed')
    .map(({ fullName: name, failedExpectations }) => ({
      name,
      messages: failedExpectations.map(({ message }) => message),
    })),
  excluded,
};
process.stdout.write(`\n${JSON.stringify(outcome)}\n`);
