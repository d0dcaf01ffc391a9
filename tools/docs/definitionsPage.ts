/** docs/DEFINITIONS.md, from the schemas of definitions. `npm run definitions-page` writes it. */
import { fileURLToPath } from 'node:url';
import { expectation, NO_ITERATION_LIMIT, ownValue, type JsonSchema } from '@ranksweep/core';
import { runKinds, sweepFileWalk } from '@ranksweep/kinds';
import { exampleSweep, sweepFileText } from '@ranksweep/sweep';
import { format, resolveConfig } from 'prettier';

export const PAGE = fileURLToPath(new URL('../../docs/DEFINITIONS.md', import.meta.url));

const walk = sweepFileWalk();

/** The page as the formatter wants it. */
export const definitionsPage = async (): Promise<string> =>
  format(pageText(), { ...(await resolveConfig(PAGE)), filepath: PAGE });

function pageText(): string {
  const { properties = {} } = walk.root;
  const preset = properties['presets']!.additionalProperties as JsonSchema;
  const part = preset.properties!['parts']!.additionalProperties as JsonSchema;
  const { base, random, search, boundary } = part.properties as Record<string, JsonSchema>;
  return [
    HEAD,
    '## The file',
    keyTable(walk.root, ''),
    '## Presets',
    'A definition without presets has one, called `default`, with the `seeds` and `parts` of the file.',
    keyTable(preset, 'presets.NAME'),
    '## Parts',
    keyTable(part, 'parts.NAME'),
    ...sections(random!, 'random'),
    ...sections(search!, 'search'),
    ...sections(boundary!, 'boundary'),
    '## The configuration',
    CONFIGURATION,
    ...configurations(base!),
    '## The figure',
    ...sections(properties['figure']!, 'figure').slice(1),
    '',
  ].join('\n\n');
}

const HEAD = `# Definitions

<!-- Written by \`npm run definitions-page\` from the schemas: change the descriptions there. -->

A definition says what a sweep computes and draws. It is a YAML, JSON or TypeScript file, or built in (\`npx ranksweep list\`).
\`npx ranksweep new my-sweep.yaml\` writes one to begin with, with a comment on every key:

    npx ranksweep new my-sweep.yaml                        # a small example
    npx ranksweep new my-sweep.ts --from dynamics          # a built-in definition, as typed TypeScript
    npx ranksweep new my-sweep.yaml --from sweep:4         # a sweep of the database, with its overrides
    npx ranksweep new my-sweep.yaml --target tensor.npy    # the example, with your own tensor as its target
    npx ranksweep run my-sweep.yaml --dry-run              # what it would run

The example, without its comments:

\`\`\`yaml
${sweepFileText('my-sweep.yaml', exampleSweep(), [])
  .replaceAll(/- #.*\n */g, '- ')
  .replaceAll(/^ *#.*\n/gm, '')
  .trim()}
\`\`\`

**Words.** A _part_ is a configuration with _axes_. Every combination of the axes' values is a _cell_, and every cell with
every seed is a _run_. Keys of the configuration are written with dots where they stand alone: \`init.std\` is the key \`std\` in the
group \`init\`. On the command line, \`init.std=0.1,0.01\` makes an axis for one sweep
([OVERRIDES.md](../packages/sweep/OVERRIDES.md)).

**Editors.** \`npx ranksweep schema --out ranksweep.schema.json\` writes the JSON Schema of definitions. With it an editor completes keys,
explains them and marks mistakes. In VS Code install the YAML extension of Red Hat, and begin the definition with the line

    # yaml-language-server: $schema=ranksweep.schema.json

A JSON file names the schema by the key \`$schema\`. A TypeScript file needs no schema: \`defineSweep\` gives its argument a type.

**YAML.** Merge keys work: \`<<: *base\` brings in what an anchor has. **TypeScript and JavaScript.** The file exports the definition by
default, as plain JSON values. It runs in a process of its own, which may take a minute (\`--definition-limit\`); what it prints goes to
standard error.

In the tables, _required_ stands where a key has to be given. Every other key may be left out.`;

const CONFIGURATION = `The keys under \`base\` of a part, which are those of axes and overrides, too. Numbers that have a unit are counted in
iterations (updates of all weights); everything else has none. Which keys there are depends on the kind of run
([KINDS.md](KINDS.md)): first those of factorizations, then those of every other kind.`;

/** The keys of every kind of run. Headings of all kinds but the first name the kind. */
const configurations = (base: JsonSchema): string[] =>
  base.anyOf!.flatMap((of, i) => {
    const { name } = runKinds()[i]!;
    const { properties = {} } = walk.resolve(of);
    const keys = Object.entries(properties).filter(([, schema]) => i === 0 || groupOf(schema) !== undefined);
    const inKind = keys.flatMap(([key, schema]) => sections(schema, key, i === 0 ? '' : ` of ${name}`));
    return i === 0 ? inKind : [`### ${name}`, keyTable(walk.resolve(of), '', ` of ${name}`), ...inKind];
  });

/**
 * A heading, what the group is, its keys, and the groups in it; of a union the keys of each kind.
 * @param of which kind of run has it, for the headings
 */
function sections(written: JsonSchema, path: string, of = '', told = new Set<string>()): string[] {
  if (told.has(path)) return [];
  told.add(path);
  const schema = groupOf(written)!;
  const heading = `### \`${path}\`${of}`;
  const about = written.description === undefined ? [] : [sentence(withoutDefault(written.description))];
  const options = schema.oneOf ?? [schema];
  const tables =
    schema.oneOf === undefined ? [keyTable(schema, path, of)] : options.map((one) => kindText(one, path, of));
  const inner = options.flatMap((option) =>
    Object.entries(option.properties ?? {}).flatMap(([key, value]) =>
      groupOf(value) === undefined ? [] : sections(value, `${path}.${key}`, of, told),
    ),
  );
  return [heading, ...about, ...tables, ...inner];
}

function kindText(option: JsonSchema, path: string, of: string): string {
  const kind = option.properties!['kind']!;
  const about = `**\`kind: ${kind.const}\`**: ${kind.description}.`;
  const { kind: _, ...others } = option.properties!;
  if (Object.keys(others).length === 0) return about;
  return `${about}\n\n${keyTable({ ...option, properties: others }, path, of)}`;
}

/** The group of keys that a value is, or that its items or the values of its names are; undefined where it is none. */
function groupOf(written: JsonSchema): JsonSchema | undefined {
  const schema = walk.resolve(written);
  if (schema.properties !== undefined || schema.oneOf !== undefined) return schema;
  if (schema.items !== undefined) return groupOf(schema.items);
  return typeof schema.additionalProperties === 'object' ? groupOf(schema.additionalProperties) : undefined;
}

/** A default that depends on other keys is part of the description. */
const SAID_DEFAULT = /^(?<meaning>.*)[.;] default: (?<byDefault>.*)$/is;

const withoutDefault = (description: string): string =>
  SAID_DEFAULT.exec(description)?.groups!['meaning'] ?? description;

function keyTable(schema: JsonSchema, path: string, of = ''): string {
  const rows = Object.entries(schema.properties!).map(([key, value]) => [
    `\`${key}\``,
    valueText(value, key, path, of),
    defaultText(schema, key, value),
    withoutDefault(value.description ?? ''),
  ]);
  const head = ['key', 'value', 'default', 'meaning'];
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`,
  );
  return lines.join('\n');
}

/** Where groups of keys are explained: the parts of the page that are no section of a key. */
const PLACES: Readonly<Record<string, string>> = {
  presets: 'presets',
  parts: 'parts',
  base: 'the-configuration',
};

function valueText(value: JsonSchema, key: string, path: string, of: string): string {
  if (groupOf(value) === undefined && PLACES[key] === undefined) return expectation(value, walk);
  const inner = path === '' || path === 'parts.NAME' || path === 'presets.NAME' ? key : `${path}.${key}`;
  const anchor = PLACES[key] ?? (key === 'figure' ? 'the-figure' : anchorOf(inner + of));
  const noun = value.items === undefined ? 'keys' : 'a list of groups of keys';
  return `[${noun}](#${anchor})`;
}

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

function defaultText({ required = [] }: JsonSchema, key: string, value: JsonSchema): string {
  if (value.default === NO_ITERATION_LIMIT) return 'no limit';
  const written = JSON.stringify(ownValue(value, 'default') ?? {});
  if (written !== '{}') return `\`${written}\``;
  if (required.includes(key)) return '_required_';
  return SAID_DEFAULT.exec(value.description ?? '')?.groups!['byDefault'] ?? '';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
