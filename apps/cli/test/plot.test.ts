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
    const drawn = readFileSync(join(folder, 'results/figures/small-1.svg'));
    const { status, stdout } = await ranksweep(folder, ['plot', 'small', '1', '--out', 'again']);
    const [svg, png, pdf] = ['svg', 'png', 'pdf'].map((format) => join('again', `small-1.${format}`));
    expect(stdout).toBe(`sweep:1 (small): ${svg}, ${png} and ${pdf}\n`);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'again/small-1.svg'))).toEqual(drawn);
    expect(readdirSync(join(folder, 'again')).sort()).toEqual(['small-1.pdf', 'small-1.png', 'small-1.svg']);
  });

  it('draws for a column, in formats of a list, and prints the caption that it leaves out', async () => {
    const folder = await withSweep();
    const look = ['--width', 'column', '--no-caption', '--format', 'pdf, svg,svg'];
    const { status, stdout, stderr } = await ranksweep(folder, ['plot', 'small', ...look, '--out', 'paper']);
    expect(status, stderr).toBe(0);
    const [files, caption] = stdout.split('\n');
    expect(files).toBe(
      `sweep:1 (small): ${join('paper', 'small-1.pdf')} and ${join('paper', 'small-1.svg')}`,
    );
    expect(caption).toMatch(/^Caption: .+/);
    expect(readdirSync(join(folder, 'paper')).sort()).toEqual(['small-1.pdf', 'small-1.svg']);
    const svg = readFileSync(join(folder, 'paper/small-1.svg'), 'utf8');
    expect(svg).not.toContain(caption!.slice('Caption: '.length).split(' ').slice(0, 3).join(' '));
    expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(312);
  });

  it('draws a heat map of two axes, in one format', async () => {
    const change = (text: string): string => text.trimEnd() + HEATMAP;
    const axes = ['init.std=0.1,0.2', 'task.observed=10,20'];
    const withAxes = (text: string): string =>
      change(text).replace('figure:', '    axes: { init.std: [0.1, 0.2], task.observed: [10, 20] }\nfigure:');
    const folder = await withSweep(withAxes, ...axes);
    const { stdout } = await ranksweep(folder, ['plot', 'small', '--format', 'svg', '--out', 'again']);
    expect(stdout).not.toContain('png');
    expect(readdirSync(join(folder, 'again'))).toEqual(['small-1.svg']);
    expect(readFileSync(join(folder, 'again/small-1.svg'), 'utf8')).toContain(
      'final reconstruction error, median over seeds',
    );
  });

  it('of a definition as it stands has the name alone, too, which no other sweep touches', async () => {
    const folder = await withSweep();
    const figures = join(folder, 'results/figures');
    const svg = (name: string): string => readFileSync(join(figures, `${name}.svg`), 'utf8');
    const asDefined = svg('small');
    expect(svg('small-1')).toBe(asDefined);
    for (const words of [['init.std=0.3'], ['--seeds', '5'], ['--preset', 'default']]) {
      await ranksweep(folder, ['run', 'small.yaml', ...words]);
    }
    await ranksweep(folder, ['plot', 'sweep:1..3']);
    expect(readdirSync(figures).sort()).toEqual(
      ['small-1+2+3', 'small-1', 'small-2', 'small-3', 'small'].flatMap((name) =>
        ['pdf', 'png', 'svg'].map((format) => `${name}.${format}`),
      ),
    );
    expect(svg('small')).toBe(asDefined);
    expect(svg('small-2')).not.toBe(asDefined);
  });

  it('of a sweep that is called like the file of another has its number alone', async () => {
    const folder = await withSweep();
    const before = readFileSync(join(folder, 'results/figures/small-1.svg'));
    const file = smallDefinition(folder, (text) =>
      text.replace('name: small', 'name: small-1').replace('top: 3', 'top: 2'),
    );
    const { stdout } = await ranksweep(folder, ['run', file]);
    expect(stdout).not.toContain('the same');
    expect(readdirSync(join(folder, 'results/figures'))).toContain('small-1-2.svg');
    expect(readFileSync(join(folder, 'results/figures/small-1.svg'))).toEqual(before);
  });

  it('of another database beside it goes into a folder of its own', async () => {
    const folder = await withSweep();
    const before = readFileSync(join(folder, 'results/figures/small-1.svg'));
    const words = ['small.yaml', 'init.std=0.3', '--db', 'results/other.db'];
    const { stdout } = await ranksweep(folder, ['run', ...words]);
    expect(stdout).toContain(join('results', 'figures', 'other', 'small-1.png'));
    expect(readFileSync(join(folder, 'results/figures/small-1.svg'))).toEqual(before);
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
      [['1', '--format', 'svg,pfd'], "--format: expected svg, png or pdf, found 'pfd'; did you mean pdf?"],
      [['1', '--format', ''], '--format:'],
      [['1', '--width', '3in'], "--width: expected column or page, found '3in'"],
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
    expect(stderr).toContain('expected a sweep whose definition has a figure, found none in sweep:1 (small)');
    expect(status).toBe(2);
  });

  it('says of a definition that was not run that it has to be', async () => {
    const folder = await withSweep();
    for (const command of ['plot', 'report', 'export', 'holes']) {
      const words = command === 'export' ? ['--format', 'csv'] : [];
      const { status, stderr } = await ranksweep(folder, [command, 'tensor-rank', ...words]);
      expect(stderr).toMatch(
        /expected a sweep in .*, found 'tensor-rank'; .*\n\(run it first: npx ranksweep run tensor-rank\)\n$/,
      );
      expect(status).toBe(2);
    }
    const { stderr } = await ranksweep(folder, ['plot', 'tensor-rnk']);
    expect(stderr).not.toContain('run it first');
  });

  it('refuses a metric that no run can record before anything is computed', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, (text) => text.replace('top: 3', 'top: 3, theory: component_nrm'));
    const before = readdirSync(folder);
    for (const words of [[file], [file, '--dry-run']]) {
      const { status, stderr } = await ranksweep(folder, ['run', ...words]);
      expect(stderr).toContain(
        "figure, panel 'TF': expected a metric that runs of tf record, found 'component_nrm'; did you mean component_norm?",
      );
      expect(status).toBe(2);
    }
    expect(readdirSync(folder)).toEqual(before);
  });
});
