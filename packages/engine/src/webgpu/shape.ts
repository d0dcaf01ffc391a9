/**
 * What a program is made of for runs of one shape, before any device is involved: where everything lies in a member's share of
 * the memory and in its page, and the lists of instructions.
 */
import {
  endTensorPlan,
  InputError,
  slotCount,
  type Plan,
  type TreePlan,
  type Workload,
} from '@ranksweep/core';
import { blocksEvaluator } from './blocks/blocksEvaluator.ts';
import type { Instruction } from './instruction.ts';
import { Layout, type MatrixField } from './layout.ts';
import { createObjective, type Objective } from './objective.ts';
import type { Field } from './operation.ts';
import { scheduleWidth, squaresOf, updateInstructions } from './optimizer.ts';
import { PageLayout } from './page.ts';
import { chainEvaluator } from './plan/chainEvaluator.ts';
import type { Evaluator, ParameterFields } from './plan/evaluator.ts';
import { treeEvaluator } from './plan/treeEvaluator.ts';
import { workOf } from './work.ts';

/** Members begin at multiples of this many floats. */
const MEMBER_ALIGNMENT = 64;

/** Instructions from `first` to `end`. Those from `zeroing` to `first` are done once before. */
export interface List {
  readonly zeroing: number;
  readonly first: number;
  readonly end: number;
}

/** How the work of a member is divided. Never does it change what an element is computed from. */
export interface Division {
  /** The most work of an iteration that one workgroup does alone. */
  readonly mostResident: number;
  /** Threads of a workgroup that does everything alone, a power of two. Default: by the shape and the device. */
  readonly threads?: number | undefined;
  /** Whether threads of a subgroup may read each other's numbers. Default: where the device has subgroups. */
  readonly subgroups?: boolean | undefined;
  /** Whether threads fetch for each other what lies together in the cohort's memory. Default: on a real GPU. */
  readonly staged?: boolean | undefined;
}

/** What a cohort on the device needs to know. */
export interface CohortShape {
  readonly division: Division;
  readonly page: PageLayout;
  readonly floatsPerMember: number;
  /** Floats of the state, which come first, and of everything. */
  readonly kept: number;
  readonly used: number;
  readonly instructions: readonly Instruction[];
  /** Whether each instruction is spread over many workgroups, which then count the iterations in this field. */
  readonly counter: Field | undefined;
  /** Multiplications of one iteration, roughly. */
  readonly work: number;
  /** Whether kernels write a trace of every iteration: step sizes, or losses of batches. */
  readonly isTraced: boolean;
}

export interface Shape extends CohortShape {
  /** The most observations of a batch; 0 without batches. */
  readonly batch: number;
  /** Numbers of the optimizer that an iteration reads. */
  readonly scheduleWidth: number;
  /** The first fields of all, one after another. */
  readonly parameters: readonly MatrixField[];
  readonly gradients: readonly MatrixField[];
  /** What the optimizer keeps per parameter, by slot. */
  readonly slots: readonly (readonly MatrixField[])[];
  readonly meanSquare: Field;
  readonly losses: Field;
  readonly evaluator: Evaluator;
  readonly objective: Objective;
  /** One iteration, the losses at the present parameters, and these together with the gradient; all but the first of all observations. */
  readonly iteration: List;
  readonly losing: List;
  readonly differentiating: List;
}

/** Work up to which members are so many workgroups that the device is busy, while dispatches would take longer. */
const MOST_RESIDENT = 2 ** 22;

/** Instructions that stand one by one in the text of a kernel, at most: compiling takes longer than in proportion to them. */
const MOST_LISTED = 256;

/** Whether every instruction is a dispatch of its own. */
const isSpread = (work: number, listed: readonly Instruction[], { mostResident }: Division): boolean =>
  work > mostResident || listed.length > MOST_LISTED;

/** @throws InputError if RANKSWEEP_SUBGROUPS is neither `on` nor `off` */
export function usualDivision(setting = process.env.RANKSWEEP_SUBGROUPS ?? 'on'): Division {
  if (setting !== 'on' && setting !== 'off') {
    throw new InputError(`RANKSWEEP_SUBGROUPS: expected on or off, found '${setting}'`);
  }
  return { mostResident: MOST_RESIDENT, subgroups: setting === 'on' };
}

export function shapeOf(example: Workload, division = usualDivision()): Shape {
  const { network, config, problem } = example;
  const layout = new Layout();
  const page = new PageLayout(example);
  const matrices = (): MatrixField[] => layout.matrices(network.parameters);
  const parameters = matrices();
  const slots = Array.from({ length: slotCount(config.optimizer) }, matrices);
  const meanSquare = layout.field(1);
  const kept = layout.end;
  const [losses, step, counted] = [layout.field(2), layout.field(2), layout.field(1)];
  const gradients = matrices();
  const evaluator = evaluatorOf(example, layout, page, { values: parameters, gradients }, ({ plan }) => plan);
  const objective = createObjective({ example, layout, page, evaluator, losses });
  const fields = {
    parameters: joined(parameters),
    gradients: joined(gradients),
    slots: slots.map(joined),
    meanSquare,
    step,
    squares: layout.field(squaresOf(joined(gradients))),
  };
  const zero: Instruction = { kind: 'zero', out: objective.zeroed.offset, m: objective.zeroed.length };
  const isBatched = config.batch !== undefined;
  const { forward, forwardOfIteration = forward, backward } = evaluator;
  const lookAfter = (pass: readonly Instruction[]) => [...pass, ...objective.predict, objective.losses];
  const look = lookAfter(forward);
  const back = [...objective.gradient, ...backward];
  const pass = isBatched
    ? [zero, ...[...lookAfter(forwardOfIteration), ...back].map(ofBatch)]
    : [...forwardOfIteration, ...objective.predict, ...back];
  const work = workOf(pass);
  const counter = isSpread(work, pass, division) ? counted : undefined;
  const atFirst: Instruction[] = [zero, { kind: 'zero', out: counted.offset, m: 1 }];
  const iterate: Instruction[] = [
    ...pass,
    ...updateInstructions(config.optimizer, fields, counter !== undefined),
    ...(counter === undefined ? [] : [{ kind: 'nextIteration' as const, out: counted.offset }]),
  ];
  // Besides iterations: zero the gradient, then the losses, then what follows of the gradient.
  const zeroing = atFirst.length + iterate.length;
  const first = zeroing + 1;
  return {
    page,
    kept,
    used: layout.end,
    parameters,
    gradients,
    slots,
    meanSquare,
    losses,
    evaluator,
    objective,
    floatsPerMember: floatsPerMember(layout),
    instructions: [...atFirst, ...iterate, zero, ...look, ...back],
    counter,
    work,
    division,
    batch: config.batch === undefined ? 0 : Math.min(config.batch.size, problem.y.length),
    scheduleWidth: scheduleWidth(config.optimizer),
    iteration: { zeroing: 0, first: atFirst.length, end: zeroing },
    losing: { zeroing: first, first, end: first + look.length },
    differentiating: { zeroing, first, end: first + look.length + back.length },
    isTraced: isBatched || config.optimizer.kind === 'group-rmsprop',
  };
}

/** The whole end tensor, as values of a plan of its own. */
export interface EndTensorShape extends CohortShape {
  readonly plan: Plan;
  readonly values: Field;
  readonly forward: List;
}

/** The parameters lie where they do in `shapeOf`. @throws InputError if the tensor has too many entries */
export function endTensorShapeOf({ network, ...example }: Workload, division: Division): EndTensorShape {
  const plan = endTensorPlan(network);
  const workload = { ...example, network, plan };
  const layout = new Layout();
  const page = new PageLayout(workload);
  const values = layout.matrices(network.parameters);
  const kept = layout.end;
  const counted = layout.field(1);
  const evaluator = evaluatorOf(
    { ...workload, plan },
    layout,
    page,
    { values, gradients: values },
    () => plan,
  );
  const work = workOf(evaluator.forward);
  return {
    plan,
    page,
    kept,
    used: layout.end,
    values: evaluator.values,
    isTraced: false,
    floatsPerMember: floatsPerMember(layout),
    instructions: evaluator.forward,
    work,
    counter: isSpread(work, evaluator.forward, division) ? counted : undefined,
    division,
    forward: { zeroing: 0, first: 0, end: evaluator.forward.length },
  };
}

const floatsPerMember = ({ end }: Layout): number => Math.ceil(end / MEMBER_ALIGNMENT) * MEMBER_ALIGNMENT;

/** All matrices of one kind. They lie one after another, and what is between them is 0. */
const joined = (matrices: readonly MatrixField[]): Field => {
  const last = matrices.at(-1)!;
  const { offset } = matrices[0]!;
  return { offset, length: last.offset + last.length - offset };
};

const ofBatch = (it: Instruction): Instruction =>
  it.kind === 'gatherDot' || it.kind === 'losses' || it.kind === 'lossGradient' ? { ...it, batched: 1 } : it;

function evaluatorOf(
  example: Workload,
  layout: Layout,
  page: PageLayout,
  parameters: ParameterFields,
  planOf: (workload: Workload) => Plan,
): Evaluator {
  const { plan } = example;
  switch (plan.kind) {
    case 'chain':
      return chainEvaluator(layout, parameters);
    case 'tree':
      return treeEvaluator({ plan, planOf: (of) => planOf(of) as TreePlan, layout, page, parameters });
    case 'blocks':
      return blocksEvaluator({ example, layout, page, parameters });
  }
}
