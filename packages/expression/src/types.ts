/** Checks an expression before anything is computed: whether its operators fit what its names may stand for. */
import { InputError, shown } from '@ranksweep/core';
import { ARITHMETIC, EQUALITY, isOneOf, LOGIC, type Node, type Value } from './node.ts';

/** `nothing`: the name stands for nothing, as an axis does in a cell that does not have it. */
export type ValueType = 'number' | 'string' | 'boolean' | 'list' | 'nothing';

/** The types that a name may have; undefined where they are not known. */
export type TypesOf = (name: string) => ReadonlySet<ValueType> | undefined;

export const typeOf = (value: Value | undefined): ValueType =>
  value === undefined ? 'nothing' : typeof value === 'object' ? 'list' : (typeof value as ValueType);

const ANY: ReadonlySet<ValueType> = new Set<ValueType>(['number', 'string', 'boolean', 'list', 'nothing']);
const NUMBER: ReadonlySet<ValueType> = new Set<ValueType>(['number']);
const BOOLEAN: ReadonlySet<ValueType> = new Set<ValueType>(['boolean']);

/** @throws InputError if the expression is not a condition, or an operator can never work */
export function checkCondition(node: Node, typesOf: TypesOf): void {
  expectType(node, 'boolean', typesOf, 'for a condition');
}

/** @throws InputError if the expression is not a number, or an operator can never work */
export function checkQuantity(node: Node, typesOf: TypesOf): void {
  expectType(node, 'number', typesOf, 'for an objective');
}

function typesOfNode(node: Node, typesOf: TypesOf): ReadonlySet<ValueType> {
  switch (node.kind) {
    case 'value':
      return new Set([typeOf(node.value)]);
    case 'name':
      return typesOf(node.name) ?? ANY;
    case 'list':
      for (const item of node.items) typesOfNode(item, typesOf);
      return new Set<ValueType>(['list']);
    case 'not':
      expectType(node.of, 'boolean', typesOf, 'after !');
      return BOOLEAN;
    case 'negative':
      expectType(node.of, 'number', typesOf, 'after -');
      return NUMBER;
    case 'binary':
      return typesOfBinary(node, typesOf);
  }
}

function typesOfBinary(
  { operator, left, right }: Node & { readonly kind: 'binary' },
  typesOf: TypesOf,
): ReadonlySet<ValueType> {
  const where = `beside ${operator}`;
  if (isOneOf(operator, EQUALITY)) {
    const [one, other] = [typesOfNode(left, typesOf), typesOfNode(right, typesOf)];
    if (overlap(one, other)) return BOOLEAN;
    throw new InputError(`expected ${inWords(one)} to compare ${textOf(left)} with, found ${textOf(right)}`);
  }
  if (operator === 'in') {
    const types = typesOfNode(left, typesOf);
    expectType(right, 'list', typesOf, 'after in');
    if (right.kind !== 'list') return BOOLEAN;
    const odd = right.items.find((item) => !overlap(types, typesOfNode(item, typesOf)));
    if (odd === undefined) return BOOLEAN;
    throw new InputError(`expected ${inWords(types)} to compare ${textOf(left)} with, found ${textOf(odd)}`);
  }
  const wanted = isOneOf(operator, LOGIC) ? 'boolean' : 'number';
  for (const side of [left, right]) expectType(side, wanted, typesOf, where);
  return isOneOf(operator, ARITHMETIC) ? NUMBER : BOOLEAN;
}

function expectType(node: Node, wanted: ValueType, typesOf: TypesOf, where: string): void {
  const found = typesOfNode(node, typesOf);
  if (found.has(wanted)) return;
  const what = node.kind === 'name' ? `, which is ${inWords(found)}` : '';
  throw new InputError(`expected ${inWords(new Set([wanted]))} ${where}, found ${textOf(node)}${what}`);
}

const overlap = (one: ReadonlySet<ValueType>, other: ReadonlySet<ValueType>): boolean =>
  [...one].some((type) => type !== 'nothing' && other.has(type));

const WORDS: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  list: 'a list',
  nothing: 'nothing',
};

const inWords = (types: ReadonlySet<ValueType>): string => {
  const words = [...types].filter((type) => type !== 'nothing').map((type) => WORDS[type]);
  return words.length === 0 ? WORDS.nothing : words.join(' or ');
};

/** As it could be written. */
function textOf(node: Node): string {
  switch (node.kind) {
    case 'value':
      return shown(node.value);
    case 'name':
      return node.name;
    case 'list':
      return `[${node.items.map(textOf).join(', ')}]`;
    case 'not':
      return `!${textOf(node.of)}`;
    case 'negative':
      return `-${textOf(node.of)}`;
    case 'binary':
      return `${textOf(node.left)} ${node.operator} ${textOf(node.right)}`;
  }
}
