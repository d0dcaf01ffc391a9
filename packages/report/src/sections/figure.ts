/** A figure: a still picture for everyone, which scripts replace by one that answers, its switches, and its caption. */
import {
  captionOf,
  isAnalysis,
  isCurvePanel,
  isFinalPanel,
  isHeatmap,
  renderPng,
  renderSvg,
  vegaLiteSpec,
  type Figure,
  type FigurePanel,
} from '@ranksweep/plot';
import { countOf } from '@ranksweep/text';
import { drawingsOf, packed, type Axis, type Drawings } from '../figure/drawings.ts';
import { thinned } from '../figure/thinned.ts';
import { html, type Html } from '../html.ts';

/** @param id unique in the page */
export async function figureSection(whole: Figure, id: string): Promise<Html> {
  const figure = thinned(whole);
  const drawings = drawingsOf(figure);
  const still = await stillPicture(figure);
  const alternative = alternativeOf(figure);
  return html`<figure data-drawings="${id}-drawings">
    ${switches(drawings, id, xTitleOf(figure))}
    <div class="drawing">
      <div class="canvas" role="img" tabindex="0" aria-label="${alternative}">
        <img alt="${alternative}" src="${still.source}" width="${still.width}" />
      </div>
    </div>
    <figcaption>${captionOf(figure)}</figcaption>
    <script type="application/octet-stream" id="${id}-drawings">
      ${packed(drawings)}
    </script>
  </figure>`;
}

/** Pixels of the picture for one of the figure: sharp on paper and on most screens. */
const SHARPNESS = 2;

/** The size of a picture does not grow with the number of curves, as that of a drawing does. */
async function stillPicture(figure: Figure): Promise<{ source: string; width: string }> {
  const svg = await renderSvg(vegaLiteSpec(figure, { caption: 'none' }));
  const png = renderPng(svg, { scale: SHARPNESS });
  const [, width = ''] = /^<svg[^>]* width="([\d.]+)"/.exec(svg) ?? [];
  return { source: `data:image/png;base64,${Buffer.from(png).toString('base64')}`, width };
}

/** What the axes of curves count: panels of both units say it themselves. */
function xTitleOf({ panels }: Figure): string {
  return panels.filter(isCurvePanel).every(({ xUnit }) => xUnit === 'epochs') ? 'Epochs' : 'Iterations';
}

function switches({ x, y, seeds }: Drawings, id: string, xTitle: string): Html {
  return html`<form class="switches" aria-label="What the figure shows" hidden>
    ${axisSwitch('x', xTitle, x, id)}${axisSwitch('y', 'Values', y, id)}${seeds.length < 2 ? undefined : seedSwitch(seeds, id)}
  </form>`;
}

const WORDS: Readonly<Record<Axis, string>> = { given: 'as defined', linear: 'linear', log: 'logarithmic' };

function axisSwitch(name: string, title: string, choices: readonly Axis[], id: string): Html | undefined {
  if (choices.length === 0) return undefined;
  const buttons = choices.map((choice, i) => {
    const input = `${id}-${name}-${choice}`;
    return html`<span
      ><input
        type="radio"
        name="${name}"
        id="${input}"
        value="${choice}"
        ${i === 0 ? html`checked` : undefined}
      /><label for="${input}">${WORDS[choice]}</label></span
    > `;
  });
  return html`<fieldset>
    <legend>${title}</legend>
    ${buttons}
  </fieldset> `;
}

function seedSwitch(seeds: readonly number[], id: string): Html {
  const boxes = seeds.map((seed) => {
    const input = `${id}-seed-${seed}`;
    return html`<span
      ><input type="checkbox" name="seed" id="${input}" value="${seed}" checked /><label for="${input}"
        >${seed}</label
      ></span
    > `;
  });
  return html`<fieldset class="seeds">
    <legend>Seeds</legend>
    ${boxes}<button type="button" data-seeds="all">all</button>
    <button type="button" data-seeds="none">none</button>
  </fieldset>`;
}

/** What a figure is of, for those who do not see it; its numbers are in the tables. */
function alternativeOf({ panels }: Figure): string {
  const told = panels.map((panel) => `${panel.title}: ${panelText(panel)}`);
  return `Figure of ${panels.length === 1 ? 'one panel' : `${panels.length} panels`}. ${told.join('. ')}.`;
}

function panelText(panel: FigurePanel): string {
  if (isHeatmap(panel)) return `${panel.valueTitle} by ${panel.xTitle} and ${panel.yTitle}, as colours`;
  if (isAnalysis(panel))
    return panel.refusal === undefined ? 'what its axes say' : `not drawn: ${panel.refusal}`;
  const { yTitle, refusal, references = [] } = panel;
  if (refusal !== undefined) return `not drawn: ${refusal}`;
  const lines = references.map(({ label, value }) => `, a line at ${value}, ${label}`).join('');
  if (isFinalPanel(panel)) {
    const points = panel.lines.reduce((sum, line) => sum + line.points.length, 0);
    return `${yTitle} against ${panel.xTitle}, ${countOf(points, 'point')}${lines}`;
  }
  const { curves } = panel;
  const seeds = new Set(curves.map(({ seed }) => seed)).size;
  const over = `${yTitle} over the ${panel.xUnit ?? 'iterations'}`;
  if (curves.length === 0) return `${over}, of which nothing is recorded`;
  return `${over}, ${countOf(curves.length, 'curve')} of ${countOf(seeds, 'seed')}${lines}`;
}
