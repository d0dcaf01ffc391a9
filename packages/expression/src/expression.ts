/** An expression on named values, as people write it: what conditions and quantities have in common. */
import { namesOf, type Node } from './node.ts';
import { parseNode } from './parse.ts';
import type { TypesOf } from './types.ts';

export abstract class Expression {
  readonly text: string;
  /** The names in it, each once, in the order in which they are written. */
  readonly names: readonly string[];
  protected readonly node: Node;

  /**
   * @param example of what is expected
   * @throws InputError that says what was expected, and at which character
   */
  constructor(text: string, example: string) {
    this.text = text;
    this.node = parseNode(text, example);
    this.names = [...new Set(namesOf(this.node))];
  }

  /** @throws InputError if an operator does not fit what the names may stand for, or the whole is of another type than it has to be */
  abstract check(typesOf: TypesOf): void;
}
