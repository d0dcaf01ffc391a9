/** Charts of a run's trajectories, a family of metrics each. */
import type { ReadOnlyStore } from '@ranksweep/store';
import type { Line } from '../../chart/index.ts';
import { metricPrompt } from '../../metricPrompt.ts';
import { done, type Key, type Outcome, type Size } from '../../view.ts';
import { besideEachOther, chartGrid } from './chartGrid.ts';
import { initialOptions, optionKeys, pressOption, type ChartOptions } from './chartOptions.ts';
import { familiesOf, type Family } from './families.ts';
import { chartData, familyChart, type ChartData, type ChartSubject } from './familyChart.ts';
import { OtherSeeds } from './otherSeeds.ts';
import type { Pane } from './pane.ts';
import type { RunFacts } from './runState.ts';
import { Trajectories } from './trajectories.ts';

/** Where a run has no metrics, an empty chart says so. */
const noFamily: Family = { name: '', kind: 'others', members: [] };

export class PlotsPane implements Pane {
  readonly name = 'Plots';
  readonly keys = [{ keys: '←→', does: 'metric' }, { keys: '/', does: 'metric by name' }, ...optionKeys];
  readonly #options = initialOptions();
  readonly #own: Trajectories;
  readonly #others: OtherSeeds;
  /** Another number once the events are others. */
  #eventsVersion = 0;
  #facts: RunFacts | undefined;
  #names: readonly string[] | undefined;
  #metrics: ReadonlySet<string> = new Set();
  #families: readonly Family[] = [noFamily];
  /** Place of the first family shown; the others follow it. */
  #at = 0;
  /** Charts drawn last, by all that they depend on. */
  #drawn = new Map<string, readonly Line[]>();

  constructor(store: ReadOnlyStore, runId: number) {
    this.#own = new Trajectories(store, runId);
    this.#others = new OtherSeeds(store, runId);
  }

  /** After the run has been looked at; points are read when they are drawn. */
  update(facts: RunFacts | undefined): void {
    if (facts?.events !== this.#facts?.events) this.#eventsVersion++;
    this.#facts = facts;
    this.#own.update(facts?.row);
    this.#updateOthers();
    if (facts?.metrics === this.#names) return;
    this.#names = facts?.metrics;
    this.#setFamilies(facts?.metrics ?? []);
  }

  readonly draw = (facts: RunFacts, { width, height }: Size): Line[] => {
    const hasOptions = height >= 8;
    const charts = this.drawCharts(facts, { width, height: height - Number(hasOptions) });
    return [...(hasOptions ? [this.#optionsLine()] : []), ...charts];
  };

  /** Without the line that tells how they are drawn. */
  drawCharts(facts: RunFacts, size: Size): Line[] {
    const grid = chartGrid(size, this.#families.length);
    const drawn = new Map<string, readonly Line[]>();
    const charts = Array.from({ length: Math.min(grid.rows * grid.columns, this.#families.length) }, (_, i) =>
      this.#chart(this.#families[(this.#at + i) % this.#families.length]!, facts, grid.chart, drawn),
    );
    this.#drawn = drawn;
    return besideEachOther(charts, grid);
  }

  readonly press = (key: Key): Outcome | undefined => {
    const { length } = this.#families;
    if (key === '/') return this.#askFamily();
    if (key === 'left' || key === 'h') this.#at = (this.#at + length - 1) % length;
    else if (key === 'right' || key === 'l') this.#at = (this.#at + 1) % length;
    else if (pressOption(this.#options, key, this.#family.kind)) this.#updateOthers();
    else return undefined;
    return done;
  };

  /** The first one shown: keys act on it. */
  get #family(): Family {
    return this.#families[this.#at]!;
  }

  #askFamily(): Outcome {
    const names = this.#families.map(({ name }) => name);
    return metricPrompt(names, this.#family.name, (name) => {
      this.#at = names.indexOf(name);
      return done;
    });
  }

  #updateOthers(): void {
    if (this.#options.beside === 'seeds') this.#others.refresh(this.#facts?.place);
    else this.#others.clear();
  }

  /** Stays at the family that was shown. */
  #setFamilies(metrics: readonly string[]): void {
    const { name } = this.#family;
    const families = familiesOf(metrics);
    this.#metrics = new Set(metrics);
    this.#families = families.length === 0 ? [noFamily] : families;
    this.#at = Math.max(
      0,
      this.#families.findIndex((family) => family.name === name),
    );
  }

  #chart(
    family: Family,
    { events }: RunFacts,
    size: Size,
    drawn: Map<string, readonly Line[]>,
  ): readonly Line[] {
    const subject: ChartSubject = {
      family,
      own: this.#own,
      others: this.#others.shown,
      metrics: this.#metrics,
      events,
      options: this.#options,
    };
    const data = chartData(subject);
    const key = keyOf(subject, data, this.#eventsVersion, size);
    const chart = this.#drawn.get(key) ?? familyChart(subject, data, size);
    drawn.set(key, chart);
    return chart;
  }

  #optionsLine(): Line {
    const { beside, events, logIterations, logValues, top } = this.#options;
    const { kind } = this.#family;
    const seeds = `seeds ${this.#others.shown.length} of ${this.#others.count}`;
    const told = [
      `chart ${this.#at + 1} of ${this.#families.length}`,
      `top ${top}`,
      `values ${logValues.has(kind) ? 'log' : 'linear'}`,
      `iterations ${logIterations ? 'log' : 'linear'}`,
      `events ${events ? 'on' : 'off'}`,
      beside === 'seeds' ? seeds : `theory ${beside === 'theory' ? 'on' : 'off'}`,
    ];
    return [{ text: told.join('  '), dim: true }];
  }
}

/** Two charts of one key are the same. */
function keyOf(
  { family, own, others, options }: ChartSubject,
  { measured, theory, seeds, seedsShown }: ChartData,
  eventsVersion: number,
  size: Size,
): string {
  const lengths = [...measured, ...theory, ...seeds].map(({ series }) => series.length);
  const generations = [own, ...others.map(({ trajectories }) => trajectories)].map(
    ({ generation }) => generation,
  );
  return JSON.stringify([family, lengths, seedsShown, generations, optionsKey(options), eventsVersion, size]);
}

const optionsKey = ({ top, logValues, logIterations, beside, events }: ChartOptions): unknown => [
  top,
  [...logValues].toSorted(),
  logIterations,
  beside,
  events,
];
