/** Tables in a terminal: no line is longer than it, and what is left out is told. */
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderTable } from '../src/render/table.ts';
import { terminalTable } from '../src/render/terminalTable.ts';

const HEAD = ['run', 'status', 'ended by', 'rises'];
const rows = [
  [1, 'done', 'iteration-limit', '1040 1220 1560 1800 2000 2340'],
  [2, 'failed', '', ''],
];
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('terminalTable', () => {
  it('is the plain table in a pipe, and where there is room', () => {
    const plain = renderTable(HEAD, rows);
    expect(terminalTable(HEAD, rows)).toBe(plain);
    expect(terminalTable(HEAD, rows, { columns: widest(plain) })).toBe(plain);
  });

  it('is the plain table in a terminal that does not know its width', () => {
    expect(terminalTable(HEAD, rows, { columns: 0 })).toBe(renderTable(HEAD, rows));
  });

  it('breaks long texts first, and then leaves out columns, and says which', () => {
    const broken = terminalTable(HEAD, rows, { columns: 58, spare: ['ended by'] });
    expect(broken).toContain('iteration-limit');
    expect(broken.split('\n')).toHaveLength(4);
    const narrow = terminalTable(HEAD, rows, { columns: 45, spare: ['ended by', 'rises'] });
    expect(narrow).not.toContain('iteration-limit');
    expect(narrow).toContain('2340');
    expect(narrow).toMatch(/\nNo room for ended by: a wider terminal, a pipe or --json has all\.$/);
  });

  it('has no line that is longer than the terminal', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '日', 'é'), maxLength: 60 }),
      fc.integer(),
    );
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 100 }), (cells, columns) => {
        const head = cells[0]!.map((_, c) => `c${c}`);
        const text = terminalTable(head, cells, { columns, spare: [] });
        expect(widest(text)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('colours', () => {
  beforeEach(() => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', '1');
  });
  afterEach(() => void vi.unstubAllEnvs());

  it('are in heads and on statuses, and move nothing', () => {
    const painted = terminalTable(HEAD, rows, { columns: 200 });
    expect(painted).toContain('\u001b[32mdone\u001b[39m');
    expect(painted).toContain('\u001b[31mfailed\u001b[39m');
    expect(painted).toContain('\u001b[1mrun\u001b[22m');
    vi.stubEnv('FORCE_COLOR', '0');
    const plain = terminalTable(HEAD, rows, { columns: 200 });
    expect(stripVTControlCharacters(painted)).toBe(plain);
  });
});
