/** What computes the runs of a kind in a sweep's lanes. */
import { createEngine, type Device, type EngineName } from '@ranksweep/engine';
import type { KindEngine, LaneOptions, RunKind } from '@ranksweep/run';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { LanePlace } from '../launch/launcher.ts';

/** What computes a kind's runs in the lanes of one engine. */
export interface ComputingEngine extends KindEngine {
  /** The engine of the lanes. Kinds that do not choose are computed by it. */
  readonly lane: EngineName;
  /** Devices where these lanes are handed runs that are alike; empty if they compute runs in turn. */
  readonly together: readonly Device[];
}

export interface KindChoice {
  readonly able: readonly ComputingEngine[];
  /** Why the other lanes cannot compute the kind's runs. */
  readonly refusals: readonly string[];
}

/** @throws Error if this machine cannot run an engine that the kind uses */
export function choiceOf(kind: RunKind, places: readonly LanePlace[]): KindChoice {
  const able: ComputingEngine[] = [];
  const refusals: string[] = [];
  for (const [lane, own] of Map.groupBy(places, ({ engine }) => engine)) {
    const devices = [...new Map(own.map(({ device }) => [device.id, device])).values()];
    const answers = devices.map((device) => engineOn(kind, { engine: lane, device }));
    const refusal = answers.find((answer) => 'refusal' in answer);
    if (refusal === undefined) {
      const { name, arithmetic, precision } = answers[0] as KindEngine;
      able.push({ lane, name, arithmetic, precision, together: devices.filter(advancesTogether) });
    } else refusals.push(`${kind.name} on a lane of ${lane}: ${refusal.refusal}`);
  }
  return { able, refusals };
}

/** The kind's choice. A kind that makes none is computed by the lane's engine. */
export const engineOn = (kind: RunKind, place: LaneOptions): KindEngine | { readonly refusal: string } =>
  kind.engineOn?.(place) ?? createEngine(place.engine);
