import { expect, it } from 'vitest';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

it('--help has every command in a group, what is run first', async () => {
  const { stdout } = await ranksweep(temporaryFolder(), ['--help']);
  const headings = stdout.match(/^[A-Z][a-z ]+:$/gm);
  expect(headings).toEqual([
    'Options:',
    'Run sweeps:',
    'Look at results:',
    'Know the machine:',
    'Keep databases:',
    'Examples:',
  ]);
  const commandsOf = (heading: string): string[] =>
    [
      ...stdout
        .split(`${heading}\n`)[1]!
        .split('\n\n')[0]!
        .matchAll(/^ {2}([a-z-]+)/gm),
    ].map(([, name]) => name!);
  expect(commandsOf('Run sweeps:')).toContain('run');
  expect(commandsOf('Look at results:')).toContain('plot');
  expect(commandsOf('Keep databases:')).toContain('merge');
  expect(commandsOf('Know the machine:')).toContain('help');
});
