/** Definitions that are programs and misbehave: the command says why, and neither runs anything nor touches the database. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSweep, type Program } from '../program.ts';
import type { Fault } from './fault.ts';
import { nothing, refusal, TELLS } from './refusals.ts';

interface Misbehaviour {
  readonly module: string;
  /** What the command has to say, after the name of the file. */
  readonly says: RegExp;
  readonly words?: readonly string[];
}

const exporting = (value: string, says: RegExp): Misbehaviour => ({
  module: `export default ${value};\n`,
  says,
});
const WAITS = 'await new Promise((done) => setTimeout(done, 600_000));\n';
const SHORT = ['--definition-limit', '3'];

const misbehaviours: readonly Misbehaviour[] = [
  { module: '\nprocess.exit(0);\n', says: /:2: .*ends its process \(status 0\)/ },
  { module: `setTimeout(() => process.exit(1), 5);\n${WAITS}`, says: /:1: .*ends its process \(status 1\)/ },
  { module: '\nthrow new Error("no");\n', says: /:2: no$/m },
  { module: `setTimeout(() => {\n  throw new Error("late");\n}, 5);\n${WAITS}`, says: /:2: late$/m },
  { module: 'void Promise.reject(new Error("no"));\nexport default {};\n', says: /:1: no$/m },
  { module: 'for (;;);\n', says: /within 3 s/, words: SHORT },
  { module: 'setInterval(() => {}, 1);\nawait new Promise(() => {});\n', says: /within 3 s/, words: SHORT },
  { module: 'await new Promise(() => {});\n', says: /waits for what never comes/ },
  ...['SIGKILL', 'SIGTERM', 'SIGSEGV'].map((signal) => ({
    module: `process.kill(process.pid, '${signal}');\n${WAITS}`,
    says: new RegExp(`ended by ${signal}`),
  })),
  { module: 'const a = ;\n', says: /:1: Expression expected/ },
  { module: 'export const a = 1;\n', says: /no default export/ },
  exporting('{ parts: () => 1 }', /parts: .*a function/),
  exporting('{ seeds: [1n] }', /seeds\[0\]: .*BigInt/),
  exporting('{ seeds: [0 / 0] }', /seeds\[0\]: .*NaN/),
  exporting('{ parts: undefined }', /parts: .*undefined/),
  exporting('[0].map(function cycle(_, __, self) { return (self[0] = self); })', /holds itself/),
  exporting('{ get parts() { throw new Error("no"); } }', /:1: no$/m),
  exporting('new Proxy({}, { ownKeys() { throw new Error("no"); } })', /:1: no$/m),
  exporting('new Map()', /class Map/),
];

export const definitionModule: Fault = {
  name: 'definition module that misbehaves',
  how: 'a definition that is a program ends its process, never ends, throws at once or late, is killed, or exports what is no JSON',
  tells: TELLS,
  needsDatabase: true,
  arm({ database, folder, random }) {
    if (!existsSync(database)) return nothing;
    const { module, says, words = [] } = misbehaviours[random.integer(misbehaviours.length)]!;
    const definition = join(folder, 'mine.ts');
    writeFileSync(definition, module);
    const armed = refusal(
      database,
      () => {},
      () => {},
    );
    let program: Program | undefined;
    return {
      ...armed,
      start: () => (program = startSweep(database, { definition, words })),
      findings() {
        const said = program!.output();
        const isTold = says.test(said) && said.includes(`ranksweep: ${definition}`) && !/^ +at /m.test(said);
        return [
          ...armed.findings!(),
          ...(isTold
            ? []
            : [
                {
                  kind: 'changed' as const,
                  where: `what is said of ${module}`,
                  expected: String(says),
                  found: said,
                },
              ]),
        ];
      },
    };
  },
};
