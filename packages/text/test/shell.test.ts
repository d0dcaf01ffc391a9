import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ranksweepCommand, shellCommand, shellWord } from '../src/index.ts';

it('quotes words where a shell would not take them as they are', () => {
  expect(['init.std=0.1', 'x=[1,2]', "it's", '', 'résumé.db'].map(shellWord)).toEqual([
    'init.std=0.1',
    "'x=[1,2]'",
    String.raw`'it'\''s'`,
    "''",
    "'résumé.db'",
  ]);
});

it('has nothing in it that a terminal would obey', () => {
  expect(shellWord('a\u001b[2J\n\u202e.db')).toBe(String.raw`$'a\U0000001b[2J\U0000000a\U0000202e.db'`);
});

const hostile = [
  'my results/a b.db',
  "it's",
  '"$(touch /tmp/never)" `id` $HOME \\ * ? [a] {b,c} ~ ! # & | ; < > ( )',
  '~',
  '-n',
  "a\nb\t\u001b[31m'\\\u202e",
  'Ümlaut 矩阵 😀',
  '%s %d',
  '=ls',
];

it('gives a shell the words back, whatever they are', () => {
  const command = shellCommand('printf', String.raw`%s\0`, ...hostile);
  expect(
    execFileSync('bash', ['--norc', '-c', command], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } }).split(
      '\0',
    ),
  ).toEqual([...hostile, '']);
});

it('names the database in commands, but for the one that they mean without a word', () => {
  expect(ranksweepCommand(['fill', 'my sweep'], 'results/ranksweep.db')).toBe(
    "npx ranksweep fill 'my sweep'",
  );
  expect(ranksweepCommand(['list'], resolve('results/ranksweep.db'))).toBe('npx ranksweep list');
  expect(ranksweepCommand(['list'], 'a b.db')).toBe("npx ranksweep list --db 'a b.db'");
});
