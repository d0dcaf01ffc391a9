/** The engines of a sweep's lanes, and which of them may compute a run. */
import { InputError, throwProblems, type RunConfig } from '@ranksweep/core';
import { createEngine, type Device, type EngineName } from '@ranksweep/engine';
import { iterationCost, kindOf, laneKinds, likenessOf } from '@ranksweep/kinds';
import type { ExpandedRun } from '../definition/expand.ts';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { LanePlace } from '../launch/launcher.ts';

/**
 * A GPU takes some tenths of a millisecond for an iteration, however little there is to do. Runs that are alike are meant for it if
 * an iteration of all of them has at least so many floating-point operations.
 */
const LEAST_TOGETHER = 1e6;

interface SweepEngine {
  readonly name: EngineName;
  readonly arithmetic: string;
  readonly precision: 'float32' | 'float64';
  /** Where its lanes advance runs together; empty if they compute them in turn. */
  readonly together: readonly Device[];
}

/** Runs that may be able to advance together. */
interface Group {
  /** Names of the engines that compute runs in turn, or do not refuse these. */
  readonly engines: readonly EngineName[];
  count: number;
}

const known = new WeakMap<readonly LanePlace[], SweepEngines>();

export class SweepEngines {
  readonly #engines: readonly SweepEngine[];
  readonly #groups = new Map<string, Group>();
  readonly #learnt = new WeakSet<readonly object[]>();

  /**
   * The engines of these lanes, with what they have learnt already.
   * @throws Error if this machine cannot run an engine
   */
  static of(places: readonly LanePlace[]): SweepEngines {
    const engines = known.get(places) ?? new SweepEngines(places);
    known.set(places, engines);
    return engines;
  }

  private constructor(places: readonly LanePlace[]) {
    this.#engines = [...Map.groupBy(places, ({ engine }) => engine)].map(([name, own]) => {
      const { arithmetic, precision } = createEngine(name);
      const devices = new Map(own.map(({ device }) => [device.id, device]));
      return { name, arithmetic, precision, together: [...devices.values()].filter(advancesTogether) };
    });
  }

  /** Each once. */
  get arithmetics(): readonly string[] {
    return [...new Set(this.#engines.map(({ arithmetic }) => arithmetic))];
  }

  arithmeticOf(engine: EngineName): string {
    return this.#engines.find(({ name }) => name === engine)!.arithmetic;
  }

  /** Whether any lane advances runs together. */
  get advanceTogether(): boolean {
    return this.#engines.some(isTogether);
  }

  /**
   * Learns what engines refuse, by one run of those that are alike, and how many are alike. Engines that compute runs in turn are
   * not asked: a run that they refuse fails by itself.
   * @param runs are looked at once, however often it is called
   * @throws InputError if every engine refuses a run, or its numbers do not fit an engine's arithmetic
   */
  async learn(runs: readonly Pick<ExpandedRun, 'part' | 'config'>[]): Promise<void> {
    if (this.#learnt.has(runs)) return;
    this.#learnt.add(runs);
    this.#requireRepresentable(runs);
    if (!this.advanceTogether) return;
    for (const run of runs) {
      const likeness = likenessOf(run.config);
      const group = this.#groups.get(likeness) ?? { engines: await this.#enginesFor(run), count: 0 };
      group.count++;
      this.#groups.set(likeness, group);
    }
  }

  /**
   * The engines that may compute a run, the one that it is meant for first.
   * @param config of a run like those that `learn` was told of
   * @param arithmetic in which the run has begun. Default: it has not begun.
   */
  enginesOf(config: RunConfig, arithmetic?: string): readonly EngineName[] {
    const possible = this.#possible(config);
    return possible.filter((name) => arithmetic === undefined || this.arithmeticOf(name) === arithmetic);
  }

  #possible(config: RunConfig): readonly EngineName[] {
    const group = this.#groups.get(likenessOf(config));
    if (group === undefined) return this.#engines.map(({ name }) => name);
    const found = this.#engines.filter(({ name }) => group.engines.includes(name));
    const [together, inTurn] = [found.filter(isTogether), found.filter((engine) => !isTogether(engine))];
    const isForGpu = group.count * iterationCost(config) >= LEAST_TOGETHER;
    return (isForGpu ? [...together, ...inTurn] : [...inTurn, ...together]).map(({ name }) => name);
  }

  #requireRepresentable(runs: readonly Pick<ExpandedRun, 'part' | 'config'>[]): void {
    for (const { name, precision } of this.#engines) {
      for (const { part, config } of runs) {
        const problems = kindOf(config).unrepresentable(config, precision);
        if (problems.length > 0) throwProblems(problems, `${part}, engine ${name}`);
      }
    }
  }

  async #enginesFor({ part, config }: Pick<ExpandedRun, 'part' | 'config'>): Promise<EngineName[]> {
    const reasons: string[] = [];
    const engines: EngineName[] = [];
    for (const { name, together } of this.#engines) {
      const reason = await refusal(name, together, config);
      if (reason === undefined) engines.push(name);
      else reasons.push(reason);
    }
    if (engines.length > 0) return engines;
    throw new InputError(`${part}: ${reasons.join('; ')}`);
  }
}

const isTogether = ({ together }: SweepEngine): boolean => together.length > 0;

async function refusal(
  engine: EngineName,
  devices: readonly Device[],
  config: RunConfig,
): Promise<string | undefined> {
  for (const device of devices) {
    const kind = await laneKinds({ engine, device })(config);
    const reason = await kind.refusal?.(config);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
