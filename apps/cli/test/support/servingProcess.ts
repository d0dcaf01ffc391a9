/** The process behind served.ts: it executes command lines one after another, as `main.ts` executes its own, and tells how each ended. */
import { pythonPath } from '../../src/pythonPath.ts';
import { runProgram } from '../../src/program.ts';
import { END, type Request } from './requests.ts';

process.on('message', ({ words, folder, env }: Request) => void serve(words, folder, env));
process.on('disconnect', () => process.exit());

async function serve(words: readonly string[], folder: string, env: Request['env']): Promise<void> {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env, { PYTHONPATH: pythonPath(env['PYTHONPATH']) });
  process.chdir(folder);
  const status = await runProgram(words);
  process.chdir('/'); // the folder may be removed
  process.stdout.write(END);
  process.stderr.write(END);
  process.send!(status);
}
