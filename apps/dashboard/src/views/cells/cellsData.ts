/** What the map of cells reads: the parts of a sweep once, then the runs of what is shown, in one query a part. */
import { requireSpec, sweepText, type CellRun, type ReadOnlyStore } from '@ranksweep/store';
import { Choice } from './choice.ts';
import { gridOf, type Grid } from './grid.ts';
import { panelOf } from './panel.ts';
import { gridParts, type GridPart } from './parts.ts';
import type { ScaleKind } from '../../chart/index.ts';

/** Runs that are asked which metrics they have. */
const MOST_ASKED = 64;

const usualMetrics = ['reconstruction_error', 'train_loss'];

export class CellsData {
  readonly #store: ReadOnlyStore;
  readonly #sweepId: number;
  #spec: unknown;
  #runs: ReadonlyMap<string, readonly CellRun[]> = new Map();
  #grid: Grid | undefined;
  /** Undefined until it has been read. */
  choice: Choice | undefined;
  name = '';
  metric = '';
  scale: ScaleKind = 'linear';

  constructor(store: ReadOnlyStore, sweepId: number) {
    this.#store = store;
    this.#sweepId = sweepId;
  }

  /** @throws Error where the sweep is gone, InputError where what the file holds is no sweep */
  refresh(): void {
    if (this.choice === undefined) this.#open();
    this.read();
  }

  #open(): void {
    const sweep = this.#store.sweep(this.#sweepId);
    if (sweep === undefined) throw new Error(`sweep ${this.#sweepId} is not in the database any more`);
    const spec = requireSpec(sweep);
    this.name = sweepText(sweep);
    this.#spec = spec;
    const parts = this.#readParts();
    if (parts.length === 0) throw new Error(`${this.name} has no parts`);
    this.choice = new Choice(parts);
    this.#takePanel();
  }

  #readParts(): GridPart[] {
    return gridParts(this.#spec, this.name, (part) => this.#store.cellValues(this.#sweepId, part));
  }

  /** Reads the runs of what is chosen, and the cells where there are new ones. */
  read(): void {
    this.#readRuns();
    if (this.choice!.parts.some(({ name, has }) => this.#runs.get(name)?.some(({ cell }) => !has(cell)))) {
      this.choice!.update(this.#readParts());
    }
    if (this.metric !== '') return;
    const metrics = this.metrics();
    this.metric = usualMetrics.find((name) => metrics.includes(name)) ?? metrics[0] ?? '';
    if (this.metric !== '') this.#readRuns();
  }

  #readRuns(): void {
    const { part, parts, x } = this.choice!;
    const shown = x === undefined ? parts : [part];
    this.#runs = new Map(
      shown.map(({ name }) => [name, this.#store.cellRuns(this.#sweepId, name, this.metric)]),
    );
    this.#grid = undefined;
  }

  goToPart(part: number): void {
    this.choice!.goToPart(part);
    this.#takePanel();
    this.read();
  }

  /** As the definition's own heat map of the part has it. */
  #takePanel(): void {
    const panel = panelOf(this.#spec, this.choice!.part.name);
    if (panel === undefined) return;
    this.choice!.goToAxes(panel.x, panel.y);
    this.scale = panel.scale;
    if (this.metric === '') this.metric = panel.metric;
  }

  /** Metrics that the runs shown have ended with. */
  metrics(): string[] {
    const ended = [...this.#runs.values()].flat().filter(({ status }) => status === 'done');
    const step = Math.max(1, ended.length / MOST_ASKED);
    const asked = Array.from(
      { length: Math.min(ended.length, MOST_ASKED) },
      (_, i) => ended[Math.floor(i * step)]!,
    );
    return this.#store.finalMetrics(asked.map(({ runId }) => runId));
  }

  /** To be called after anything has been chosen that needs no reading. */
  arrange(): void {
    this.#grid = undefined;
  }

  grid(): Grid {
    return (this.#grid ??= gridOf(this.choice!, this.#runs, this.metric || 'no metric yet'));
  }
}
