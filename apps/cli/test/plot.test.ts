import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const HEATMAP = `
    - title: Phases
      kind: heatmap
      part: tf
      x: init.std
      y: task.observed
      value: { kind: final, metric: reconstruction_error }
      scale: log
`;

/** A folder with a database of one sweep `small`. */
async function withSweep(change?: (text: string) => string, ...words: string[]): Promise<string> {
  const folder = temporaryFolder();
  const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder, change), ...words]);
  expect(status, stderr).toBe(0);
  return folder;
}

describe('ranksweep plot', () => {
  it('draws what the run drew, from the database alone, and names the files', async () => {
    const folder = await withSweep();
    const drawn = readFileSync(join(folder, 'results/figures/small.svg'));
    const { status, stdout } = await ranksweep(folder, ['plot', 'small', '1', '--out', 'again']);
    expect(stdout).toBe(`Sweep 1, small: ${join('again', 'small.svg')} and ${join('again', 'small.png')}\n`);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'again/small.svg'))).toEqual(drawn);
    expect(readdirSync(join(folder, 'again')).sort()).toEqual(['small.png', 'small.svg']);
  });

  it('draws a heat map of two axes, in one format', async () => {
    const change = (text: string): string => text.trimEnd() + HEATMAP;
    const axes = ['init.std=0.1,0.2', 'task.observed=10,20'];
    const withAxes = (text: string): string =>
      change(text).replace('figure:', '    axes: { init.std: [0.1, 0.2], task.observed: [10, 20] }\nfigure:');
    const folder = await withSweep(withAxes, ...axes);
    const { stdout } = await ranksweep(folder, ['plot', 'small', '--format', 'svg', '--out', 'again']);
    expect(stdout).not.toContain('png');
    expect(readdirSync(join(folder, 'again'))).toEqual(['small.svg']);
    expect(readFileSync(join(folder, 'again/small.svg'), 'utf8')).toContain(
      'final reconstruction error, median over seeds',
    );
  });

  it('leaves the figure of the latest sweep alone when it draws an older one of its name', async () => {
    const folder = await withSweep();
    await ranksweep(folder, ['run', 'small.yaml', 'init.std=0.3']);
    const latest = readFileSync(join(folder, 'results/figures/small.svg'));
    await ranksweep(folder, ['plot', '1', '2']);
    expect(readdirSync(join(folder, 'results/figures')).sort()).toEqual([
      'small-1.png',
      'small-1.svg',
      'small.png',
      'small.svg',
    ]);
    expect(readFileSync(join(folder, 'results/figures/small.svg'))).toEqual(latest);
    expect(readFileSync(join(folder, 'results/figures/small-1.svg'))).not.toEqual(latest);
  });

  it('prints the specification, and nothing else', async () => {
    const folder = await withSweep();
    const { stdout, status } = await ranksweep(folder, ['plot', 'small', '--spec', '--out', 'again']);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('vega-lite') });
    expect(status).toBe(0);
    expect(readdirSync(folder)).not.toContain('again');
  });

  it('refuses what it cannot draw with status 2, and writes nothing', async () => {
    const folder = await withSweep();
    await ranksweep(folder, ['run', 'small.yaml', 'init.std=0.3']);
    const before = readdirSync(folder, { recursive: true }).sort();
    const cases: [words: string[], message: string][] = [
      [['smalll'], "found 'smalll'; did you mean small?"],
      [['7'], 'found sweep:7; its sweeps: sweep:2 (small), sweep:1 (small)'],
      [['1', '2', '--spec'], '--spec: expected one sweep, found 2'],
      [['1', '--format', 'pdf'], 'Allowed choices are svg, png, both'],
      [['1', '--out', 'small.yaml'], '--out: expected a folder'],
      [['1', '--db', 'missing.db'], 'found no file at'],
    ];
    for (const [words, message] of cases) {
      const { status, stdout, stderr } = await ranksweep(folder, ['plot', ...words]);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/^ +at /m);
      expect([status, stdout]).toEqual([2, '']);
    }
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('refuses a sweep without a figure', async () => {
    const folder = await withSweep((text) => text.slice(0, text.indexOf('figure:')));
    const { status, stderr } = await ranksweep(folder, ['plot', 'small']);
    expect(stderr).toContain('expected a sweep whose definition has a figure, found none in sweep 1 (small)');
    expect(status).toBe(2);
  });

  it('refuses a theory that was not recorded', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, (text) => text.replace('top: 3', 'top: 3, theory: component_nrm'));
    const { status, stderr } = await ranksweep(folder, ['run', file]);
    expect(stderr).toContain("figure, panel 'TF': expected the theory 'component_nrm'");
    expect(status).toBe(2);
  });
});
