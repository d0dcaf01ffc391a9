export { Condition } from './condition.ts';
export { Quantity } from './quantity.ts';
export type { ValueOf } from './evaluate.ts';
export type { Value } from './node.ts';
export { typeOf, type TypesOf, type ValueType } from './types.ts';
