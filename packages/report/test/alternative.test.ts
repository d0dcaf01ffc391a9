/** What a page says of a figure in words. */
import type { CurvePanel } from '@ranksweep/plot';
import { expect, it } from 'vitest';
import { figureSection } from '../src/sections/figure.ts';
import { rising } from './support/madeUp.ts';

const panel: CurvePanel = {
  title: 'Fit',
  yTitle: 'test mse / 4',
  curves: [rising(1, 0)],
  references: [{ value: 0.09, label: 'variance' }],
};
const page = async (...panels: CurvePanel[]): Promise<string> =>
  (await figureSection({ caption: '', panels }, 'f')).markup;

it('names the unit of the axis, and lines at known values', async () => {
  const markup = await page({ ...panel, xUnit: 'epochs' });
  expect(markup).toContain('Fit: test mse / 4 over the epochs, 1 curve of 1 seed, a line at 0.09, variance.');
  expect(markup).toContain('<legend>Epochs</legend>');
  expect(await page(panel, { ...panel, xUnit: 'epochs' })).toContain('<legend>Iterations</legend>');
});
