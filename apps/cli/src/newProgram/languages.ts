/** Languages that there is a first program in: a script, and what starts it. */
import { spawnSync } from 'node:child_process';

export interface Language {
  /** Of the script, which lies in `scripts/`. */
  readonly extension: string;
  /** Starts the script of this name. Placeholders stand for the run's parameters. */
  readonly command: (script: string) => string[];
}

const withOptions = ['--rate', '{rate}', '--seed', '{seed}', '--iterations', '{stop.maxIterations}'];

export const languages: Readonly<Record<string, Language>> = {
  python: { extension: '.py', command: (script) => ['python3', script, ...withOptions] },
  node: { extension: '.mjs', command: (script) => ['node', script, ...withOptions] },
  shell: {
    extension: '.sh',
    command: (script) => ['sh', script, '{rate}', '{seed}', '{stop.maxIterations}'],
  },
};

/** Python, where there is one. */
export const usualLanguage = (): string => (starts('python3') ? 'python' : starts('node') ? 'node' : 'shell');

const starts = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
