/** Reads an expression. The parser is jsep's; of what it knows, only the operators and values of `node.ts` are let through. */
import { InputError, shown } from '@ranksweep/core';
import jsep, { type CoreExpression, type Expression as Parsed } from 'jsep';
import { isBinaryOperator, type Node } from './node.ts';

/** People write a line. Longer text could exhaust the parser's stack. */
const MOST_CHARACTERS = 1000;

jsep.addBinaryOp('in', 7); // As strong as `<`.

/**
 * @param example of what is expected
 * @throws InputError that says what was expected, and at which character
 */
export function parseNode(text: string, example: string): Node {
  if (text.length > MOST_CHARACTERS) {
    throw new InputError(`expected at most ${MOST_CHARACTERS} characters, found ${text.length}`);
  }
  return nodeOf(parsed(text, example), { text, example });
}

function parsed(text: string, example: string): Parsed {
  try {
    return jsep(text);
  } catch (error) {
    const { description, index = 0 } = error as { readonly description?: string; readonly index?: number };
    if (description === undefined) throw error;
    const comparisons = text[index] === '=' ? '; comparisons are ==, !=, <, <=, > and >=' : '';
    throw new InputError(
      `expected an expression such as ${example}; found ${shown(text)}, where character ${index + 1} does not fit ` +
        `(${description.charAt(0).toLowerCase()}${description.slice(1)})${comparisons}`,
    );
  }
}

interface Written {
  readonly text: string;
  readonly example: string;
}

function nodeOf(expression: Parsed, written: Written): Node {
  const { text, example } = written;
  const inner = (other: Parsed): Node => nodeOf(other, written);
  const node = expression as CoreExpression;
  switch (node.type) {
    case 'Literal': {
      const { value } = node;
      if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
        return { kind: 'value', value };
      }
      break;
    }
    case 'Identifier':
    case 'MemberExpression': {
      const name = nameOf(node);
      if (name !== undefined) return { kind: 'name', name };
      break;
    }
    case 'ArrayExpression':
      if (node.elements.every((item) => item !== null)) {
        return { kind: 'list', items: node.elements.map(inner) };
      }
      break;
    case 'UnaryExpression':
      if (node.operator === '!') return { kind: 'not', of: inner(node.argument) };
      if (node.operator === '-') return { kind: 'negative', of: inner(node.argument) };
      throw unknownOperator(node.operator, text);
    case 'BinaryExpression': {
      const { operator, left, right } = node;
      if (!isBinaryOperator(operator)) throw unknownOperator(operator, text);
      return { kind: 'binary', operator, left: inner(left), right: inner(right) };
    }
    case 'Compound':
      if (node.body.length > 0) {
        throw new InputError(
          `expected one expression, found several in ${shown(text)}; join them by && or ||`,
        );
      }
      break;
    case 'CallExpression':
      throw new InputError(`expected names, values and operators, found a function in ${shown(text)}`);
    default:
  }
  throw new InputError(`expected an expression such as ${example}; found ${shown(text)}`);
}

/** `init.std`, or `parameters["batch-size"]` for a key that is no word. Undefined for what is no name. */
function nameOf(expression: Parsed): string | undefined {
  const node = expression as CoreExpression;
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.optional) return undefined;
  const above = nameOf(node.object);
  const { property } = node as { readonly property: CoreExpression };
  const key = node.computed
    ? property.type === 'Literal' && typeof property.value === 'string'
      ? property.value
      : undefined
    : nameOf(property);
  return above === undefined || key === undefined ? undefined : `${above}.${key}`;
}

const INSTEAD: Readonly<Record<string, string>> = { '===': '==', '!==': '!=', '&': '&&', '|': '||' };

function unknownOperator(operator: string, text: string): InputError {
  const instead = INSTEAD[operator];
  return new InputError(
    `expected one of || && == != < <= > >= in + - * / % !, found ${operator} in ${shown(text)}` +
      (instead === undefined ? '' : `; write ${instead}`),
  );
}
