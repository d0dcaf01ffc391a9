import { describe, expect, it } from 'vitest';
import { plainText } from '../src/chart/index.ts';
import { Shell } from '../src/shell.ts';
import { addSweep, contextOf, finish, temporaryStore } from './support/stores.ts';

function shellOfSweep(at?: string): {
  shell: Shell;
  screen: (width?: number, height?: number) => string;
  quits: () => number;
} {
  const store = temporaryStore();
  const { runIds } = addSweep(store, 'a', [0.1], 3);
  finish(store, runIds[0]!);
  let quits = 0;
  const shell = new Shell(contextOf(store), { onQuit: () => quits++, at });
  const screen = (width = 80, height = 9): string =>
    plainText(shell.frame({ width, height })).replaceAll(/ +$/gm, '').replace(store.path, 'DB');
  return { shell, screen, quits: () => quits };
}

const type = (shell: Shell, text: string): void => Array.from(text).forEach((key) => shell.press(key));

describe('the shell', () => {
  it('shows tabs above, keys below, and what was done between', async () => {
    const { shell, screen } = shellOfSweep();
    expect(screen()).toMatchInlineSnapshot(`
      "[1 Sweeps] 2 Runs  3 Run  4 Cells  5 Lanes  6 SQL  7 Compare   ranksweep.db
        sweep  name     status         progress          done  run  fail  div  left
      >     1  a quick  ‖ interrupted  [████▋         ]   1/3    0     0    0
        finished 1 of 3 runs: 1 done




      enter runs  / filter  space mark  o compare  c cancel  …  ? help  q quit"
    `);
    shell.press('c');
    expect(screen().split('\n').at(-2)).toBe('Cancel 2 pending and 0 running runs of sweep:1 (a)? [y/N]');
    shell.press('n');
    expect(screen().split('\n').at(-2)).toBe('Nothing was done.');
    shell.press('c');
    shell.press('y');
    await expect.poll(() => screen().split('\n').at(-2)).toBe('2 runs cancelled.');
    shell.press('down');
    expect(screen().split('\n').at(-2)).toBe('');
  });

  it('goes into a sweep and back, by keys and by numbers', () => {
    const { shell, screen } = shellOfSweep();
    shell.press('enter');
    expect(screen()).toContain('[2 Runs]');
    shell.press('escape');
    expect(screen()).toContain('[1 Sweeps]');
    shell.press('2');
    expect(screen()).toContain('sweep:1 (a)');
    shell.press('1');
    expect(screen()).toContain('[1 Sweeps]');
    shell.press('escape');
    expect(screen()).toContain('[1 Sweeps]');
  });

  it('goes to an address and back, and says what there is where it names nothing', () => {
    const { shell, screen } = shellOfSweep();
    const goTo = (address: string): string => {
      shell.press(':');
      type(shell, address);
      shell.press('enter');
      return screen();
    };
    expect(goTo('sweep:1')).toMatch(/\[2 Runs\].* sweep:1 \(a\)/);
    expect(goTo('run:2')).toMatch(/\[3 Run\].* run 2/);
    shell.press('escape');
    expect(screen()).toContain('[2 Runs]');
    expect(goTo('run:1,3')).toMatch(/\[2 Runs\].* run:1,3\n[^]*row 1 of 2/);
    expect(goTo('a@2')).toContain('go to: expected a sweep, found a@2; a has 1 sweep: a@1 (sweep:1)');
    expect(goTo('b')).toMatch(/^go to: expected a sweep, found 'b'; did you mean a\?$/m);
    shell.press(':');
    shell.press('up');
    expect(screen()).toContain('go to (sweep:4, run:13, a name or a tag): b');
    shell.press('clear');
    shell.press('enter');
    expect(screen()).toMatch(/\[2 Runs\].* run:1,3/);
  });

  it('completes every address of a sweep', () => {
    const store = temporaryStore();
    for (const specHash of ['first', 'second']) {
      store.upsertSweep({ name: 'scales', definition: 'scales', preset: 'quick', spec: {}, specHash });
    }
    store.changeTags(1, { add: ['paper'] });
    const shell = new Shell(contextOf(store));
    const completed = (begun: string): readonly string[] => {
      shell.press(':');
      type(shell, begun);
      shell.press('tab');
      const [prompt, choices] = plainText(shell.frame({ width: 80, height: 9 }))
        .split('\n')
        .slice(-2);
      shell.press('escape');
      return [prompt!.replace(/^.*?\): /, '').trim(), choices!.trim()];
    };
    expect(completed('sc')).toEqual(['scales', 'scales  scales@2']);
    expect(completed('pa')[0]).toBe('paper');
    expect(completed('tag:')[0]).toBe('tag:paper');
    expect(completed('sw')).toEqual(['sweep:', 'sweep:2  sweep:1']);
  });

  it('opens at an address, with all sweeps behind it', () => {
    const { shell, screen } = shellOfSweep('run:2');
    expect(screen()).toContain('[3 Run]');
    shell.press('2');
    expect(screen()).toContain('sweep:1 (a)');
    shell.press('escape');
    expect(screen()).toContain('[1 Sweeps]');
    expect(shellOfSweep('run:7').screen()).toContain('found run:7; its last one is run:3');
  });

  it('has a line to type in, with history and a cursor', async () => {
    const { shell, screen } = shellOfSweep();
    shell.press('enter');
    shell.press('/');
    for (const key of ['d', 'o', 'm', 'left', 'backspace', 'delete', 'n', 'e']) shell.press(key);
    expect(screen().split('\n').at(-2)).toBe('filter: dne');
    shell.press('clear');
    type(shell, 'done');
    shell.press('enter');
    expect(screen()).toContain('row 1 of 1   filter: done');
    shell.press('w');
    type(shell, 'status ==');
    shell.press('enter');
    await expect.poll(() => screen().split('\n').at(-2)).toMatch(/syntax error/);
    shell.press('w');
    expect(screen().split('\n').at(-2)).toBe('runs where (SQL): status ==');
  });

  it('takes away a filter before it goes back, and marks only where there is no way back', () => {
    const { shell, screen } = shellOfSweep();
    const footer = (): string => screen().split('\n').at(-1)!;
    expect(footer()).not.toContain('esc');
    shell.press('enter');
    shell.press(' ');
    shell.press('/');
    type(shell, 'done');
    shell.press('enter');
    expect(footer()).toContain('esc clear filter');
    expect(screen().split('\n').at(-2)).toMatch(/^ +● 1 run marked$/);
    shell.press('escape');
    expect(screen()).toContain('[2 Runs]');
    expect(screen()).not.toContain('filter: done');
    expect(footer()).toContain('esc back');
    shell.press('escape');
    expect(screen()).toContain('[1 Sweeps]');
    expect(screen()).toContain('1 run marked');
    shell.press(' ');
    expect(screen()).toContain('1 run and 1 sweep marked');
    expect(footer()).toContain('esc unmark all');
    shell.press('escape');
    expect(screen()).toContain('No longer marked: 1 run and 1 sweep.');
    expect(screen()).not.toContain('●');
  });

  it('compares what is marked, and says how to mark where nothing is', () => {
    const { shell, screen } = shellOfSweep();
    shell.press('7');
    expect(screen().split('\n').at(-2)).toMatch(/^Mark what is to be compared first: space/);
    shell.press('2');
    shell.press('o');
    expect(screen()).toContain('[2 Runs]');
    shell.press(' ');
    shell.press('o');
    expect(screen(100, 20)).toMatch(/\[7 Compare\][^]*1 ━━ run:1 tf/);
    shell.press('escape');
    expect(screen()).toContain('[2 Runs]');
    shell.press('7');
    shell.press('u');
    expect(screen(100, 20)).toContain('Nothing is marked any more.');
  });

  it('shows what Tab offers in place of the keys', () => {
    const { shell, screen } = shellOfSweep();
    shell.press('enter');
    shell.press('/');
    type(shell, 's');
    shell.press('tab');
    expect(screen().split('\n').slice(-2)).toEqual(['filter: s', 'seed=  status=']);
    shell.press('tab');
    shell.press('tab');
    expect(screen().split('\n').slice(-2)).toEqual(['filter: status=', 'seed=  status=']);
    type(shell, 'd');
    expect(screen().split('\n').at(-1)).toMatch(/^tab complete {2}enter accept/);
    shell.press('tab');
    expect(screen().split('\n').at(-2)).toBe('filter: status=done');
    shell.press('escape');
    expect(screen()).toContain('row 1 of 3');
  });

  it('lets letters typed after n reach the query', () => {
    const { shell, screen } = shellOfSweep();
    shell.press('6');
    type(shell, 'nselect q');
    expect(screen().split('\n').at(-2)).toBe('SQL: select q');
  });

  it('keeps a tab as it was left', () => {
    const { shell, screen } = shellOfSweep();
    shell.press('2');
    shell.press('/');
    type(shell, 'done');
    shell.press('enter');
    type(shell, '12');
    expect(screen()).toContain('filter: done');
  });

  it('tells all keys, and is left by q', () => {
    const { shell, screen, quits } = shellOfSweep();
    shell.press('?');
    expect(screen(80, 40)).toMatch(/space +mark\n[^]*PgUp PgDn[^]*7 +Compare\n[^]*∞ +diverged\n/);
    shell.press('x');
    expect(screen()).toContain('> ');
    shell.press('q');
    expect(quits()).toBe(1);
  });

  it('fills every size', () => {
    const { shell } = shellOfSweep();
    for (const width of [0, 1, 20, 80, 200]) {
      for (const height of [0, 1, 2, 3, 24, 60]) {
        const lines = shell.frame({ width, height });
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(line.map(({ text }) => text).join('')).toHaveLength(width);
      }
    }
  });

  it('says what went wrong in a view, and goes on', () => {
    const store = temporaryStore();
    addSweep(store, 'a', [0.1], 1);
    const context = contextOf(store);
    let isBroken = false;
    const shell = new Shell({
      ...context,
      store: {
        ...store,
        sweeps: () => {
          if (isBroken) throw new Error('expected an intact database');
          return store.sweeps();
        },
      },
    });
    isBroken = true;
    shell.refresh();
    const screen = (): string => plainText(shell.frame({ width: 80, height: 9 }));
    expect(screen()).toContain('expected an intact database');
    isBroken = false;
    shell.refresh();
    expect(screen()).not.toContain('expected an intact database');
  });
});
