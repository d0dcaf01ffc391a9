/** Where everything lies in a member's share of the memory. */
import type { ParameterShape } from '@ranksweep/core';
import type { Field } from './operation.ts';

/** Kernels may load four floats at once. */
const ALIGNMENT = 4;

/** A row-major matrix of every member. */
export interface MatrixField extends Field {
  readonly rows: number;
  readonly cols: number;
}

export class Layout {
  #end = 0;

  /** Floats so far. */
  get end(): number {
    return this.#end;
  }

  field(length: number): Field {
    const offset = this.#end;
    this.#end += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    return { offset, length };
  }

  matrix(rows: number, cols: number): MatrixField {
    return { ...this.field(rows * cols), rows, cols };
  }

  matrices(shapes: readonly ParameterShape[]): MatrixField[] {
    return shapes.map(({ rows, cols }) => this.matrix(rows, cols));
  }
}
