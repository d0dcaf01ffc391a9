/**
 * Loads one definition module in its own process, so that the module can do no harm to ours. The default export is returned as
 * JSON. Anything that the module leaves running is ended.
 */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endWithParent } from '@ranksweep/store/endWithParent';
import { allowOwnPackages } from '../../ownPackages.ts';
import { handOver, type ModuleAnswer } from './answer.ts';
import { jsonText, NoJsonError } from './jsonText.ts';
import { describeThrown, lineOfCaller } from './thrown.ts';

const [, , path, parent] = process.argv;
const file = realpathSync(resolve(path!));
const OWN_FILES = [
  import.meta.url,
  new URL('jsonText.ts', import.meta.url),
  new URL('thrown.ts', import.meta.url),
].map((url) => fileURLToPath(url));

// A module may change globals, so everything that is needed after loading it is saved here.
const exit = process.exit.bind(process);
const { stringify } = JSON;
let hasAnswered = false;

/** Only the first answer counts. */
function answer(text: string): void {
  if (hasAnswered) return;
  hasAnswered = true;
  handOver(text);
}

const tell = (problem: ModuleAnswer): void => answer(stringify(problem));
const tellThrown = (thrown: unknown): void => tell(describeThrown(thrown, file, OWN_FILES));

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown: unknown) => {
    tellThrown(thrown);
    exit();
  });
}
// The event loop is empty although the module has not finished loading.
process.on('beforeExit', () =>
  tell({ problem: 'expected a definition, found that it waits for what never comes', line: undefined }),
);
process.on('exit', (status) =>
  tell({
    problem: `expected a definition, found that it ends its process (status ${status})`,
    line: lineOfCaller(file),
  }),
);

endWithParent(Number(parent));

allowOwnPackages();

async function load(): Promise<string> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
  // What is rejected and not waited for is told before this goes on.
  await setImmediate();
  if (!Object.hasOwn(module, 'default')) {
    return stringify({
      problem: 'expected a definition as the default export, found no default export',
      line: undefined,
    });
  }
  return `{"value":${jsonText((module as { default: unknown }).default)}}`;
}

load().then(
  (text) => {
    answer(text);
    exit();
  },
  (error: unknown) => {
    if (error instanceof NoJsonError) tell({ problem: error.message, path: error.path });
    else tellThrown(error);
    exit();
  },
);
