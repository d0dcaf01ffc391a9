import type { Vocabulary } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { completeCondition, completeSql } from '../src/completeSql.ts';
import { completeFilter, completeWord } from '../src/completion.ts';
import { LineEditor } from '../src/lineEditor.ts';
import { done, type Prompt } from '../src/view.ts';

const vocabulary: Vocabulary = {
  columns: new Map([
    ['runs', ['id', 'status', 'config']],
    ['run_table', ['run_id', 'status', 'init.std', 'init.scheme', 'train_loss']],
  ]),
  metrics: ['train_loss', 'component_norm_1'],
};

function editor(prompt: Partial<Prompt>): { type: (...keys: string[]) => LineEditor; changes: string[] } {
  const changes: string[] = [];
  const one = new LineEditor({
    kind: 'prompt',
    label: '',
    initial: '',
    change: (text) => changes.push(text),
    accept: () => done,
    ...prompt,
  });
  const type = (...keys: string[]): LineEditor => {
    for (const key of keys.flatMap((word) =>
      word.length > 1 && /^[a-z]+[A-Z]?[a-z]*$/.test(word) ? [word] : Array.from(word),
    ))
      one.press(key);
    return one;
  };
  return { type, changes };
}

describe('completion', () => {
  it('goes as far as all choices agree, then through them, forwards and backwards', () => {
    const { type, changes } = editor({ complete: completeWord(['train_loss', 'test_error', 'train_error']) });
    const one = type('t', 'r', 'tab');
    expect(one.text).toBe('train_');
    expect(one.choices).toMatchObject({ choices: ['train_loss', 'train_error'], at: -1 });
    expect(type('tab').text).toBe('train_loss');
    expect(type('tab').text).toBe('train_error');
    expect(type('backTab').text).toBe('train_loss');
    expect(type(' ').text).toBe('train_loss ');
    expect(one.choices).toBeUndefined();
    expect(changes).toEqual(['t', 'tr', 'train_', 'train_loss', 'train_error', 'train_loss', 'train_loss ']);
  });

  it('completes the word at the cursor, and leaves what stands behind it', () => {
    const { type } = editor({ complete: completeWord(['alpha']), initial: 'al omega' });
    expect(type('home', 'right', 'right', 'tab').text).toBe('alpha omega');
    expect(type('!').text).toBe('alpha! omega');
  });

  it('does nothing where nothing begins so', () => {
    const { type } = editor({ complete: completeWord(['alpha']) });
    expect(type('x', 'tab').text).toBe('x');
  });

  it('of a filter offers columns, then values that a column shows', () => {
    const complete = completeFilter(['run', 'init.std', 'status'], (column) =>
      column === 2 ? ['✓ done', '✗ failed', '✓ done'] : ['0.1'],
    );
    expect(complete('done in')).toEqual({ from: 5, choices: ['init.std='] });
    expect(complete('init.std=')).toEqual({ from: 9, choices: ['0.1'] });
    expect(complete('status=')).toEqual({ from: 7, choices: ['done', 'failed'] });
    expect(complete('status!=f')).toEqual({ from: 8, choices: ['failed'] });
  });

  it('of SQL offers tables after FROM, and columns elsewhere', () => {
    const complete = completeSql(vocabulary);
    expect(complete('SELECT * FROM run')).toEqual({ from: 14, choices: ['runs', 'run_table'] });
    expect(complete('SELECT st')).toEqual({ from: 7, choices: ['status'] });
    expect(complete('SELECT runs.s')).toEqual({ from: 12, choices: ['status'] });
    expect(complete('SELECT ID')).toEqual({ from: 7, choices: ['id'] });
  });

  it('of SQL quotes what must be quoted, and knows metrics within quotes', () => {
    const complete = completeSql(vocabulary);
    expect(complete('SELECT init.')).toEqual({ from: 7, choices: ['"init.std"', '"init.scheme"'] });
    expect(complete('SELECT "init.st')).toEqual({ from: 7, choices: ['"init.std"'] });
    expect(complete(`WHERE metric = 'comp`).choices).toEqual(['component_norm_1']);
    expect(complete(`WHERE name = 'init.st`)).toEqual({ from: 14, choices: ['init.std'] });
    expect(complete(`WHERE a = 'x' AND st`).choices).toEqual(['status']);
    const { type } = editor({ complete, initial: 'SELECT init.' });
    expect(type('tab').text).toBe('SELECT "init.s');
    expect(type('tab').text).toBe('SELECT "init.std"');
  });

  it('of a condition offers the columns of run_table alone', () => {
    expect(completeCondition(vocabulary)('con').choices).toEqual([]);
    expect(completeCondition(vocabulary)('tr').choices).toEqual(['train_loss']);
  });
});

describe('the line editor', () => {
  it('takes a letter with its accents, and an emoji, as one', () => {
    const { type } = editor({ initial: 'e\u0301👩‍🔬x' });
    expect(type('left', 'backspace').text).toBe('e\u0301x');
    expect(type('left', 'delete').text).toBe('x');
  });

  it('deletes the word before the cursor', () => {
    const { type } = editor({ initial: 'one two  ' });
    expect(type('deleteWord').text).toBe('one ');
    expect(type('deleteWord').text).toBe('');
    expect(type('deleteWord').text).toBe('');
  });

  it('says when it is left', () => {
    let isLeft = false;
    const { type } = editor({ leave: () => (isLeft = true) });
    type('x');
    expect(isLeft).toBe(false);
    type('escape');
    expect(isLeft).toBe(true);
  });
});
