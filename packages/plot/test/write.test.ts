import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFigure } from '../src/index.ts';
import type { Curve } from '../src/figure.ts';
import { dynamicsFigure } from './synthetic.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

it('writes all files in a new folder, replaces them, and leaves nothing else', async () => {
  const base = join(temporaryFolder(), 'figures', 'dynamics');
  await writeFigure({ caption: 'Early', panels: [] }, base);
  const files = await writeFigure(dynamicsFigure([0]), base);
  expect(files).toEqual([`${base}.svg`, `${base}.png`, `${base}.pdf`]);
  expect(readdirSync(join(base, '..')).sort()).toEqual(['dynamics.pdf', 'dynamics.png', 'dynamics.svg']);
  const [svg, png, pdf] = files.map((file) => readFileSync(file));
  expect(svg!.toString()).toContain('Matrix factorization');
  expect(png!.subarray(1, 4).toString()).toBe('PNG');
  expect(pdf!.subarray(0, 5).toString()).toBe('%PDF-');
});

it('writes the formats asked for, in their order', async () => {
  const base = join(temporaryFolder(), 'dynamics');
  expect(await writeFigure(dynamicsFigure([0]), base, { formats: ['pdf', 'svg'] })).toEqual([
    `${base}.pdf`,
    `${base}.svg`,
  ]);
  expect(readdirSync(join(base, '..')).sort()).toEqual(['dynamics.pdf', 'dynamics.svg']);
});

it.each(['\u0000', '\u001b[31m', '\u009b', '\ud800', '\uffff', '<script>&"', '$(id)', 'x'.repeat(2000)])(
  'draws titles with %j in them',
  async (text) => {
    const figure = { ...dynamicsFigure([0]), caption: `Caption ${text}` };
    const [panel] = figure.panels;
    const panels = [{ ...panel, title: `Title ${text}`, yTitle: text }];
    const [svg, png, pdf] = await writeFigure(
      { ...figure, panels } as typeof figure,
      join(temporaryFolder(), 'a'),
    );
    const image = readFileSync(png!);
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(pdf!).subarray(0, 5).toString()).toBe('%PDF-');
    expect(image.readUInt32BE(16) * image.readUInt32BE(20)).toBeLessThan(2 ** 27);
    expect(readFileSync(svg!, 'utf8')).not.toMatch(/<script|[\p{Cs}\ufffe\uffff]/u);
  },
);

it('draws a panel that a seed never enters', async () => {
  const iterations = [0, 100, 200];
  const curve = (seed: number, values: number[]): Curve => ({ seed, iterations, values });
  const curves = [curve(0, [1, 0.9, 0.8]), curve(1, [900, 1100, 1000])];
  const panels = [{ title: 'Error', yTitle: 'error', curves }];
  const [svg] = await writeFigure({ caption: 'Far', panels }, join(temporaryFolder(), 'a'));
  expect(readFileSync(svg!, 'utf8')).toContain('beyond their panel');
});

it('leaves alone what another program has beside it', async () => {
  const folder = temporaryFolder();
  const others = ['a.svg', 'a.png', 'a.pdf'].flatMap((name) => [
    `${name}.${process.pid}.tmp`,
    `.${name}.tmp`,
  ]);
  for (const name of others) writeFileSync(join(folder, name), name);
  await writeFigure(dynamicsFigure([0]), join(folder, 'a'));
  for (const name of others) expect(readFileSync(join(folder, name), 'utf8')).toBe(name);
});

it('leaves no temporary file behind when a file cannot be replaced', async () => {
  const folder = temporaryFolder();
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(folder, 'taken.svg', 'in-the-way'), { recursive: true });
  await expect(writeFigure(dynamicsFigure([0]), join(folder, 'taken'))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken.svg']);
});
