/** `npm run paper`: every built-in definition at preset paper, one after another, into one database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatDuration } from '@ranksweep/text';
import { builtInDefinitions } from '@ranksweep/experiments';
import { runCommand } from './command.ts';
import { chosenNames, ON_REQUEST, outcome, runAll, statusOfAll } from './paperRuns.ts';
import { PAPER_PRESET } from './paperSweeps.ts';

const ranksweep = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));

const HELP = `npm run paper -- [DEFINITION ...] [--db PATH] [--lanes N] [--dry-run]

Runs built-in definitions at preset ${PAPER_PRESET}, by default all but these, which want to be named:
${ON_REQUEST.join(', ')}.
Ctrl-C stops it cleanly; the same command goes on where it stopped, and runs nothing that is there already.

  --db PATH    database (default: results/paper.db)
  --lanes N    runs at a time (default: one a core)
  --dry-run    tell what would be run, and run nothing

npm run results writes docs/RESULTS.md from the database.`;

/** @returns the exit status of `ranksweep`; signals that reach this process are passed on to it */
async function runDefinition(name: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [ranksweep, 'run', name, '--preset', PAPER_PRESET, ...words], {
    stdio: 'inherit',
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', passOn);
  process.on('SIGTERM', passOn);
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status ?? 1;
  } finally {
    process.off('SIGINT', passOn);
    process.off('SIGTERM', passOn);
  }
}

const line = (name: string, result: string, wallMs: number): string =>
  `${name.padEnd(24)}${result.padEnd(13)}${formatDuration(wallMs)}`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      db: { type: 'string', default: 'results/paper.db' },
      lanes: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const words = [
    '--db',
    values.db,
    ...(values.lanes === undefined ? [] : ['--lanes', values.lanes]),
    ...(values['dry-run'] ? ['--dry-run'] : []),
  ];
  const all = await runAll(chosenNames(builtInDefinitions, positionals), (name) => {
    console.log(`\n--- ${name}`);
    return runDefinition(name, words);
  });
  const total = all.reduce((sum, { wallMs }) => sum + wallMs, 0);
  console.log(`\n${all.map((ended) => line(ended.name, outcome(ended), ended.wallMs)).join('\n')}`);
  console.log(line('total', '', total));
  return statusOfAll(all);
});
