/**
 * Evaluates an expression. It calls nothing and reads nothing but the values of its names, so that whoever writes one can do
 * nothing else. A name that stands for nothing is equal to nothing, and no comparison with it holds.
 */
import type { BinaryOperator, Node, Value } from './node.ts';

/** What a name stands for; undefined: nothing. */
export type ValueOf = (name: string) => Value | undefined;

export function evaluate(node: Node, valueOf: ValueOf): Value | undefined {
  switch (node.kind) {
    case 'value':
      return node.value;
    case 'name':
      return valueOf(node.name);
    case 'list':
      return node.items.flatMap((item) => {
        const value = evaluate(item, valueOf);
        return value === undefined ? [] : [value];
      });
    case 'not':
      return evaluate(node.of, valueOf) !== true;
    case 'negative': {
      const value = evaluate(node.of, valueOf);
      return typeof value === 'number' ? -value : undefined;
    }
    case 'binary':
      return evaluateBinary(node.operator, node.left, node.right, valueOf);
  }
}

function evaluateBinary(
  operator: BinaryOperator,
  leftNode: Node,
  rightNode: Node,
  valueOf: ValueOf,
): Value | undefined {
  const left = evaluate(leftNode, valueOf);
  // The right side counts only if the left one does not decide.
  if (operator === '&&') return left === true && evaluate(rightNode, valueOf) === true;
  if (operator === '||') return left === true || evaluate(rightNode, valueOf) === true;
  const right = evaluate(rightNode, valueOf);
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case 'in':
      return Array.isArray(right) && right.some((item: Value) => isEqual(left, item));
    default:
      return typeof left === 'number' && typeof right === 'number'
        ? NUMERIC[operator](left, right)
        : operator in COMPARISONS
          ? false
          : undefined;
  }
}

/** As numbers are: 0 equals -0, and NaN nothing. */
function isEqual(left: Value | undefined, right: Value | undefined): boolean {
  if (!Array.isArray(left)) return left !== undefined && left === right;
  if (!Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item: Value, i) => isEqual(item, right[i] as Value));
}

const COMPARISONS = {
  '<': (a: number, b: number): boolean => a < b,
  '<=': (a: number, b: number): boolean => a <= b,
  '>': (a: number, b: number): boolean => a > b,
  '>=': (a: number, b: number): boolean => a >= b,
};

const NUMERIC = {
  ...COMPARISONS,
  '+': (a: number, b: number): number => a + b,
  '-': (a: number, b: number): number => a - b,
  '*': (a: number, b: number): number => a * b,
  '/': (a: number, b: number): number => a / b,
  '%': (a: number, b: number): number => a % b,
};
