/** The `ranksweep` command. */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Reading TypeScript takes most of the time in which a command starts, and tens of megabytes. Lanes inherit the variable.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
