/**
 * Draws the figures of a report in place of their still pictures, and has their switches, tooltips and keys work. Runs in the
 * page, behind Vega and its expression interpreter.
 */
import { placesOf, tellerIn } from './points.js';

/**
 * @typedef {{ each: unknown[] } | { runs: [value: unknown, count: number][] }} EncodedColumn
 * @typedef {{ count: number, columns: Record<string, EncodedColumn> }} EncodedTable
 * @typedef {{ tables: Record<string, EncodedTable>, specs: VegaSpec[], views: Record<string, number> }} Drawings
 * @typedef {{ data?: { name: string, values?: object[] }[], usermeta?: unknown }} VegaSpec
 */

const { vega, expressionInterpreter } = /** @type {any} */ (globalThis);
/** Narrower, and panels stand below each other. */
const NARROW = 660;
const MOST_ENLARGED = 1.5;

for (const figure of document.querySelectorAll('figure[data-drawings]')) {
  // Where that fails, the still picture stays.
  interactiveFigure(/** @type {HTMLElement} */ (figure)).catch(console.error);
}

/** @param {HTMLElement} figure */
async function interactiveFigure(figure) {
  const drawing = /** @type {HTMLElement} */ (figure.querySelector('.drawing'));
  const switches = /** @type {HTMLFormElement} */ (figure.querySelector('form'));
  const canvas = document.createElement('div');
  canvas.className = 'live';
  const teller = tellerIn(drawing);
  /** @type {Drawings} */
  const drawings = await unpacked(document.getElementById(figure.dataset.drawings ?? '')?.textContent ?? '');
  const rows = new Map();
  let shown = '';
  /** @type {any} */
  let view;

  async function draw() {
    const width = drawing.clientWidth < NARROW ? 'column' : 'page';
    const key = `${chosen(switches, 'x')} ${chosen(switches, 'y')} ${width}`;
    if (key !== shown) {
      shown = key;
      view?.finalize();
      const spec = filled(drawings, drawings.specs[drawings.views[key]], rows);
      const runtime = vega.parse(spec, undefined, { ast: true });
      view = new vega.View(runtime, {
        expr: expressionInterpreter,
        renderer: 'svg',
        container: canvas,
        logLevel: vega.Warn,
        tooltip: () => {},
      });
    }
    view.signal('hiddenSeeds', hiddenSeeds(switches));
    await view.runAsync();
    enlarge(canvas);
    teller.tellOf(placesOf(view));
  }

  await draw();
  drawing.querySelector('.canvas')?.replaceChildren(canvas);
  switches.hidden = false;
  switches.addEventListener('change', draw);
  switches.addEventListener('click', ({ target }) => {
    const all = /** @type {HTMLElement} */ (target).dataset.seeds;
    if (all === undefined) return;
    for (const box of seedBoxes(switches)) box.checked = all === 'all';
    void draw();
  });
  new ResizeObserver(() => void draw()).observe(drawing);
}

/** The choice among radio buttons. A figure without curves has none, and one view. @param {HTMLFormElement} switches @param {string} name */
function chosen(switches, name) {
  const button = /** @type {HTMLInputElement | null} */ (
    switches.querySelector(`input[name=${name}]:checked`)
  );
  return button?.value ?? 'linear';
}

/** JSON that was compressed by gzip and written in base64. @param {string} text */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(json).json();
}

/** A figure is made for paper: on a screen with room it is larger, and on a narrow one it shrinks. @param {HTMLElement} canvas */
function enlarge(canvas) {
  const svg = canvas.querySelector('svg');
  if (svg === null) return;
  const { width } = svg.viewBox.baseVal;
  Object.assign(svg.style, { width: '100%', height: 'auto', maxWidth: `${MOST_ENLARGED * width}px` });
}

/** @param {HTMLFormElement} switches @returns {HTMLInputElement[]} */
function seedBoxes(switches) {
  return [...switches.querySelectorAll('input[name=seed]')].map((box) => /** @type {any} */ (box));
}

/** @param {HTMLFormElement} switches */
function hiddenSeeds(switches) {
  return seedBoxes(switches).flatMap(({ checked, value }) => (checked ? [] : [Number(value)]));
}

/**
 * The specification with its rows, each view with copies of its own: Vega marks them.
 * @param {Drawings} drawings @param {VegaSpec} spec @param {Map<string, object[]>} known
 */
function filled({ tables }, spec, known) {
  const data = spec.data?.map((source) => {
    const table = tables[source.name];
    if (table === undefined) return source;
    if (!known.has(source.name)) known.set(source.name, decoded(table));
    return { ...source, values: known.get(source.name)?.map((row) => ({ ...row })) };
  });
  return { ...spec, data };
}

/** @param {EncodedTable} table */
function decoded({ count, columns }) {
  const rows = Array.from({ length: count }, () => /** @type {Record<string, unknown>} */ ({}));
  for (const [name, column] of Object.entries(columns)) {
    const values =
      'each' in column ? column.each : column.runs.flatMap(([value, times]) => Array(times).fill(value));
    values.forEach((value, i) => (rows[i][name] = value));
  }
  return rows;
}
