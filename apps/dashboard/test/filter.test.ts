import { describe, expect, it } from 'vitest';
import { rowFilter } from '../src/filter.ts';

const heads = ['run', 'part', 'init.std', 'status', 'train_loss'];
const rows = [
  ['1', 'tf', '0.01', '✓ done', '4.022e-9'],
  ['2', 'tf', '0.1', '✗ failed', ''],
  ['10', 'b-MF', '0.05', '✓ done', '0.0101'],
];
const found = (text: string): string[] => rows.filter(rowFilter(text, heads)).map(([run]) => run!);

describe('a filter', () => {
  it('finds what is shown, in letters of either case', () => {
    expect(found('')).toEqual(['1', '2', '10']);
    expect(found('0.01')).toEqual(['1', '10']);
    expect(found('B-mf')).toEqual(['10']);
    expect(found('done tf')).toEqual(['1']);
    expect(found('!done')).toEqual(['2']);
    expect(found('!')).toEqual(['1', '2', '10']);
  });

  it('compares a column, as a number or as one of its words', () => {
    expect(found('init.std=0.01')).toEqual(['1']);
    expect(found('init.std=1e-2')).toEqual(['1']);
    expect(found('INIT.STD=0.1')).toEqual(['2']);
    expect(found('run=1')).toEqual(['1']);
    expect(found('status=done')).toEqual(['1', '10']);
    expect(found('status!=done')).toEqual(['2']);
    expect(found('status=don')).toEqual([]);
    expect(found('init.std>=0.05')).toEqual(['2', '10']);
    expect(found('init.std<0.05')).toEqual(['1']);
    expect(found('init.std<=0.05 run>1')).toEqual(['10']);
  });

  it('does not take what is missing for zero, nor a state for a number', () => {
    expect(found('train_loss<1')).toEqual(['1', '10']);
    expect(found('status<1')).toEqual([]);
  });

  it('hides nothing while the value of a comparison is still to be typed', () => {
    expect(found('init.std=')).toEqual(['1', '2', '10']);
    expect(found('init.std>')).toEqual(['1', '2', '10']);
  });

  it('takes a comparison of no column for text', () => {
    expect(found('optimizer.learningRate=0.01')).toEqual([]);
  });
});
