/** A condition on named values, as people write it: `model.depth == 4 && init.std > 0.1`. */
import { evaluate, type ValueOf } from './evaluate.ts';
import { Expression } from './expression.ts';
import { textsBeside } from './node.ts';
import { checkCondition, type TypesOf } from './types.ts';

const EXAMPLE = "model.depth == 4 && init.std > 0.1, or optimizer.kind in ['sgd', 'adam']";

export class Condition extends Expression {
  /** @throws InputError that says what was expected, and at which character */
  constructor(text: string) {
    super(text, EXAMPLE);
  }

  /** Every text that a name is compared with. */
  get comparedTexts(): readonly (readonly [name: string, text: string])[] {
    return textsBeside(this.node);
  }

  /** @throws InputError if an operator does not fit what the names may stand for, or the whole is not true or false */
  check(typesOf: TypesOf): void {
    checkCondition(this.node, typesOf);
  }

  holds(valueOf: ValueOf): boolean {
    return evaluate(this.node, valueOf) === true;
  }
}
