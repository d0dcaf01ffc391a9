/** The engines of a sweep's lanes, and which of them may compute a run. */
import { InputError, throwProblems, type RunConfig } from '@ranksweep/core';
import type { Device, EngineName } from '@ranksweep/engine';
import { iterationCost, kindOf, laneKinds, likenessOf } from '@ranksweep/kinds';
import type { RunKind } from '@ranksweep/run';
import type { ExpandedRun } from '../definition/expand.ts';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { LanePlace } from '../launch/launcher.ts';
import { choiceOf, type ComputingEngine, type KindChoice } from './kindChoice.ts';

/**
 * A GPU takes some tenths of a millisecond for an iteration, however little there is to do. Runs that are alike are meant for it if
 * an iteration of all of them has at least so many floating-point operations.
 */
const LEAST_TOGETHER = 1e6;

/** Runs that may be able to advance together. */
interface Group {
  /** The engines of lanes that compute runs in turn, or do not refuse these. */
  readonly engines: ReadonlySet<EngineName>;
  count: number;
}

const known = new WeakMap<readonly LanePlace[], SweepEngines>();

export class SweepEngines {
  readonly #places: readonly LanePlace[];
  readonly #choices = new Map<RunKind, KindChoice>();
  readonly #groups = new Map<string, Group>();
  readonly #learnt = new WeakSet<readonly object[]>();

  /** The engines of these lanes, with what they have learnt already. */
  static of(places: readonly LanePlace[]): SweepEngines {
    const engines = known.get(places) ?? new SweepEngines(places);
    known.set(places, engines);
    return engines;
  }

  private constructor(places: readonly LanePlace[]) {
    this.#places = places;
  }

  /** Those of the engines that may compute the run, each once. */
  arithmeticsOf(config: RunConfig): readonly string[] {
    return [...new Set(this.#choiceOf(config).able.map(({ arithmetic }) => arithmetic))];
  }

  /**
   * What computes the run in lanes of this engine.
   * @throws RangeError if such a lane cannot have the run
   */
  computing(config: RunConfig, engine: EngineName): ComputingEngine {
    const found = this.#choiceOf(config).able.find(({ lane }) => lane === engine);
    if (found === undefined) throw new RangeError(`lanes of ${engine} cannot compute such a run`);
    return found;
  }

  /** Whether any lane advances runs together. */
  get advanceTogether(): boolean {
    return this.#places.some(({ device }) => advancesTogether(device));
  }

  /**
   * Learns what engines refuse, by one run of those that are alike, and how many are alike. Engines that compute runs in turn are
   * not asked: a run that they refuse fails by itself.
   * @param runs are looked at once, however often it is called
   * @throws InputError if every engine refuses a run, or its numbers do not fit an engine's arithmetic; Error if this machine cannot
   *   run an engine
   */
  async learn(runs: readonly Pick<ExpandedRun, 'part' | 'config'>[]): Promise<void> {
    if (this.#learnt.has(runs)) return;
    this.#learnt.add(runs);
    for (const run of runs) this.#requireRepresentable(run);
    if (!this.advanceTogether) return;
    for (const run of runs) {
      const likeness = likenessOf(run.config);
      const group = this.#groups.get(likeness) ?? { engines: await this.#enginesFor(run), count: 0 };
      group.count++;
      this.#groups.set(likeness, group);
    }
  }

  /**
   * The engines of lanes that may compute a run, the one that it is meant for first.
   * @param config of a run like those that `learn` was told of
   * @param arithmetic in which the run has begun. Default: it has not begun.
   */
  enginesOf(config: RunConfig, arithmetic?: string): readonly EngineName[] {
    return this.#possible(config)
      .filter((engine) => arithmetic === undefined || engine.arithmetic === arithmetic)
      .map(({ lane }) => lane);
  }

  #possible(config: RunConfig): readonly ComputingEngine[] {
    const { able } = this.#choiceOf(config);
    const group = this.#groups.get(likenessOf(config));
    if (group === undefined) return able;
    const found = able.filter(({ lane }) => group.engines.has(lane));
    const [together, inTurn] = [found.filter(isTogether), found.filter((engine) => !isTogether(engine))];
    const isForGpu = group.count * iterationCost(config) >= LEAST_TOGETHER;
    return isForGpu ? [...together, ...inTurn] : [...inTurn, ...together];
  }

  #choiceOf(config: RunConfig): KindChoice {
    const kind = kindOf(config);
    const choice = this.#choices.get(kind) ?? choiceOf(kind, this.#places);
    this.#choices.set(kind, choice);
    return choice;
  }

  #requireRepresentable({ part, config }: Pick<ExpandedRun, 'part' | 'config'>): void {
    const { able, refusals } = this.#choiceOf(config);
    if (able.length === 0) throw refused(part, refusals);
    for (const { name, precision } of able) {
      if (precision === undefined) continue;
      const problems = kindOf(config).unrepresentable(config, precision);
      if (problems.length > 0) throwProblems(problems, `${part}, engine ${name}`);
    }
  }

  async #enginesFor({ part, config }: Pick<ExpandedRun, 'part' | 'config'>): Promise<Set<EngineName>> {
    const { able, refusals } = this.#choiceOf(config);
    const reasons: string[] = [...refusals];
    const engines = new Set<EngineName>();
    for (const { lane, together } of able) {
      const reason = await refusal(lane, together, config);
      if (reason === undefined) engines.add(lane);
      else reasons.push(reason);
    }
    if (engines.size > 0) return engines;
    throw refused(part, reasons);
  }
}

const isTogether = ({ together }: ComputingEngine): boolean => together.length > 0;

const refused = (part: string, reasons: readonly string[]): InputError =>
  new InputError(`${part}: ${reasons.join('; ')}`);

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
