/** A number made of named numbers, as people write it: `test_mse + 0.001 * model.components`. */
import { InputError, shown } from '@ranksweep/core';
import { evaluate, type ValueOf } from './evaluate.ts';
import { namesOf, type Node } from './node.ts';
import { parseNode } from './parse.ts';
import { checkQuantity, type TypesOf } from './types.ts';

export class Quantity {
  readonly text: string;
  /** The names in it, each once, in the order in which they are written. */
  readonly names: readonly string[];
  readonly #node: Node;

  /** @throws InputError that says what was expected, and at which character; also where it names nothing */
  constructor(text: string) {
    this.text = text;
    this.#node = parseNode(text);
    this.names = [...new Set(namesOf(this.#node))];
    if (this.names.length === 0) {
      throw new InputError(`expected an expression that names something, found ${shown(text)}`);
    }
  }

  /** @throws InputError if an operator does not fit what the names may stand for, or the whole is no number */
  check(typesOf: TypesOf): void {
    checkQuantity(this.#node, typesOf);
  }

  /** Undefined where a name that it needs stands for no number. */
  valueAt(valueOf: ValueOf): number | undefined {
    const value = evaluate(this.#node, valueOf);
    return typeof value === 'number' ? value : undefined;
  }
}
