/** A number made of named numbers, as people write it: `test_mse + 0.001 * model.components`. */
import { InputError, shown } from '@ranksweep/core';
import { evaluate, type ValueOf } from './evaluate.ts';
import { Expression } from './expression.ts';
import { checkQuantity, type TypesOf } from './types.ts';

const EXAMPLE = 'test_mse + 0.001 * model.components';

export class Quantity extends Expression {
  /** @throws InputError that says what was expected, and at which character; also where it names nothing */
  constructor(text: string) {
    super(text, EXAMPLE);
    if (this.names.length === 0) {
      throw new InputError(`expected an expression that names something, found ${shown(text)}`);
    }
  }

  /** @throws InputError if an operator does not fit what the names may stand for, or the whole is no number */
  check(typesOf: TypesOf): void {
    checkQuantity(this.node, typesOf);
  }

  /** Undefined where a name that it needs stands for no number. */
  valueAt(valueOf: ValueOf): number | undefined {
    const value = evaluate(this.node, valueOf);
    return typeof value === 'number' ? value : undefined;
  }
}
