/** Why published numbers differ from what runs give, as far as people know. */
import type { Cell } from '@ranksweep/kinds';

export interface Reason {
  readonly part: string;
  readonly cell?: Cell;
  /** The numbers that it is about, by their names on the page. */
  readonly numbers: RegExp;
  /** Begins with a small letter and has no full stop at its end. */
  readonly why: string;
}

const FIRST_RISE =
  'it comes a fifth later than the latest here; how soon the first component rises depends on target and seed';
const FIFTH =
  'the last and smallest component is learned last, and how large it is depends on the target; here it stays below 5 % of the largest';
const TWO_ALIKE = 'the two largest published components are of nearly the same size, and here they are not';

export const reasons: readonly Reason[] = [
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.05 },
    numbers: /^final `component_norm_1`/,
    why: '3 % below the smallest here; from this scale many components share the target, and how they do depends on the seed',
  },
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.05 },
    numbers: /^final `component_norm_6`/,
    why: '2.6 % above the largest here, little more than the precision of reading',
  },
  { part: 'a-dyn', cell: { 'init.std': 0.01 }, numbers: /^half-rise of `component_norm_1`/, why: FIRST_RISE },
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.005 },
    numbers: /^half-rise of `component_norm_1`/,
    why: FIRST_RISE,
  },
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.005 },
    numbers: /^half-rise of `component_norm_3`/,
    why: '2 % before the earliest here, little more than the precision of reading and a snapshot',
  },
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.005 },
    numbers: /^plateau 4/,
    why: '6 % above the highest here; levels follow from the sizes of the components, which are those of another target',
  },
  {
    part: 'a-dyn',
    cell: { 'init.std': 0.005 },
    numbers: /^final error/,
    why: 'runs stop when the loss has stayed below 1e-8 for 51 checks, which is an error of 1e-2; the published error is below what this rule asks for',
  },
  {
    part: 'b-mf',
    numbers: /^half-rise of `singular_value_5`/,
    why: 'it comes 5 % later than the latest here; the fifth value is the smallest, and seeds differ most in it',
  },
  {
    part: 'b-tf',
    numbers: /^half-rise of `component_norm_4`/,
    why: 'it comes 8 % later than the latest here; which of the later components are late differs from seed to seed',
  },
  { part: 'b-tf', numbers: /^final `component_norm_[23]`/, why: TWO_ALIKE },
  { part: 'b-htf', numbers: /_5`$/, why: FIFTH },
];
