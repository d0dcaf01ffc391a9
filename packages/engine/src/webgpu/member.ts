/** What the host keeps of a member: its place in the run, and what does not depend on the numbers on the device. */
import type { Workload } from '@ranksweep/core';
import type { Member } from '../engine.ts';
import { Epoch } from '../epoch.ts';
import { TRACE_WIDTH, type MemberPlan } from './cohort.ts';
import { schedule } from './optimizer.ts';

interface Plan extends MemberPlan {
  /** Number of updates before. */
  readonly first: number;
  readonly iterations: number;
}

export class HostMember {
  readonly slot: number;
  readonly workload: Workload;
  /** Undefined if iterations take all observations. */
  readonly epoch: Epoch | undefined;
  readonly decayPowers: [number, number];
  /** Of all iterations whose trace was taken. */
  flowTime: number;
  /** Iterations that the device was told to do. */
  iteration: number;

  constructor(slot: number, { workload, state }: Member) {
    this.slot = slot;
    this.workload = workload;
    this.epoch = workload.config.batch === undefined ? undefined : new Epoch(workload, state.epoch);
    this.decayPowers = [...state.decayPowers];
    this.flowTime = state.flowTime;
    this.iteration = state.iteration;
  }

  /** Moves on. */
  plan(iterations: number): Plan {
    const first = this.iteration;
    this.iteration += iterations;
    const { epoch } = this;
    const batches =
      epoch === undefined
        ? []
        : Array.from({ length: iterations }, (_, i) => epoch.batchBefore(first + i + 1).slice());
    const numbers = schedule(this.workload.config.optimizer, this.decayPowers, iterations);
    return { first, iterations, schedule: numbers, batches };
  }

  /** Takes in what the device wrote of iterations that were planned; undefined if it writes nothing. */
  take({ first, iterations, batches }: Plan, trace: Float32Array | undefined): void {
    const { optimizer } = this.workload.config;
    const isDescent = optimizer.kind === 'sgd' && optimizer.momentum === 0;
    for (let i = 0; i < iterations; i++) {
      if (isDescent) this.flowTime += optimizer.learningRate;
      if (trace === undefined) continue;
      const [step, objective, mse] = trace.subarray(TRACE_WIDTH * i, TRACE_WIDTH * (i + 1));
      if (optimizer.kind === 'group-rmsprop') this.flowTime += step!;
      this.epoch?.startAt(first + i);
      this.epoch?.add(batches[i]!.length, { objective: objective!, mse: mse! });
    }
  }
}
