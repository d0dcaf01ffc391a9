/** What an expression consists of once it is parsed: nothing but this can be evaluated. */

/** What a name may stand for. Two lists are equal if their items are. */
export type Value = number | string | boolean | readonly Value[];

/** The operators, by what they work on. */
export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
const ORDER = ['<', '<=', '>', '>='] as const;
export const EQUALITY = ['==', '!='] as const;
export const LOGIC = ['&&', '||'] as const;
const binaryOperators = [...LOGIC, ...EQUALITY, ...ORDER, ...ARITHMETIC, 'in'] as const;

export type BinaryOperator = (typeof binaryOperators)[number];

export type Node =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'not' | 'negative'; readonly of: Node }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    };

export const isBinaryOperator = (operator: string): operator is BinaryOperator =>
  (binaryOperators as readonly string[]).includes(operator);

export const isOneOf = <Operator extends string>(
  operator: string,
  operators: readonly Operator[],
): operator is Operator => (operators as readonly string[]).includes(operator);

/** In the order in which they are written; one that is written twice comes twice. */
export function namesOf(node: Node): string[] {
  switch (node.kind) {
    case 'value':
      return [];
    case 'name':
      return [node.name];
    case 'list':
      return node.items.flatMap(namesOf);
    case 'binary':
      return [...namesOf(node.left), ...namesOf(node.right)];
    default:
      return namesOf(node.of);
  }
}

/** Names with the texts that they are compared with: `kind == 'sgd'`, `kind in ['sgd', 'adam']`. */
export function textsBeside(node: Node): [name: string, text: string][] {
  switch (node.kind) {
    case 'value':
    case 'name':
      return [];
    case 'list':
      return node.items.flatMap(textsBeside);
    case 'binary':
      return [
        ...compared(node.left, node.right),
        ...compared(node.right, node.left),
        ...textsBeside(node.left),
        ...textsBeside(node.right),
      ];
    default:
      return textsBeside(node.of);
  }
}

function compared(one: Node, other: Node): [name: string, text: string][] {
  if (one.kind !== 'name') return [];
  const items = other.kind === 'list' ? other.items : [other];
  return items.flatMap((item) =>
    item.kind === 'value' && typeof item.value === 'string' ? [[one.name, item.value]] : [],
  );
}
