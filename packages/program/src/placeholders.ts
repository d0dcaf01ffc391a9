/** Placeholders in a command: `{lr}` stands for the parameter `lr`, `{optimizer.kind}` for one in a group, `{{` and `}}` for braces. */
import { ownValue } from '@ranksweep/core';
import type { Parameter, ParameterGroup } from './schema.ts';

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]*)\}/g;

/** Names that stand for what every run has. No parameter may have one of them. */
export const RUN_NAMES = ['seed', 'stop', 'run'] as const;

/** The names between braces, in their order. */
export const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** @param valueOf gives the value of each name */
export const filledIn = (text: string, valueOf: (name: string) => Parameter): string =>
  text.replaceAll(PLACEHOLDER, (found: string, name: string | undefined) =>
    name === undefined ? found[0]! : parameterText(valueOf(name)),
  );

/** Numbers in their shortest form, lists and groups as JSON. */
const parameterText = (value: Parameter): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Undefined if there is no such parameter. */
export const parameterAt = (parameters: ParameterGroup, name: string): Parameter | undefined =>
  name.split('.').reduce<unknown>(ownValue, parameters) as Parameter | undefined;

/** Dotted names of all parameters that are no groups. */
export const parameterNames = (group: ParameterGroup, prefix = ''): string[] =>
  Object.entries(group).flatMap(([name, value]) =>
    isGroup(value) ? parameterNames(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );

const isGroup = (value: unknown): value is ParameterGroup =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
