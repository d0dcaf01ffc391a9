/** A condition on named values, as people write it: `model.depth == 4 && init.std > 0.1`. */
import { evaluate, type ValueOf } from './evaluate.ts';
import { namesOf, type Node } from './node.ts';
import { parseNode } from './parse.ts';
import { checkCondition, type TypesOf } from './types.ts';

export class Condition {
  readonly text: string;
  /** The names in it, each once, in the order in which they are written. */
  readonly names: readonly string[];
  readonly #node: Node;

  /** @throws InputError that says what was expected, and at which character */
  constructor(text: string) {
    this.text = text;
    this.#node = parseNode(text);
    this.names = [...new Set(namesOf(this.#node))];
  }

  /** @throws InputError if an operator does not fit what the names may stand for, or the whole is not true or false */
  check(typesOf: TypesOf): void {
    checkCondition(this.#node, typesOf);
  }

  holds(valueOf: ValueOf): boolean {
    return evaluate(this.#node, valueOf) === true;
  }
}
