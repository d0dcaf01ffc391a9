/** Bits of the database flip where nobody looks: none may become a result. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Finding } from '../database/finding.ts';
import { runToEnd } from '../program.ts';
import { sweeps } from '../sweeps.ts';
import type { ArmedFault, Fault } from './fault.ts';

const MOST_BITS = 16;

const nothing: ArmedFault = { hits: () => [] };

export const flippedStates: Fault = {
  name: 'bits flipped in saved states',
  how: 'one bit in the last state of each unfinished run, and in every second one before it',
  tells: /^damaged .*$/m,
  needsDatabase: true,
  arm({ database, random }) {
    if (!existsSync(database)) return nothing;
    const client = new Database(database);
    const rows = client
      .prepare<[], { run: number; iteration: number; state: Buffer; isLast: 0 | 1 }>(
        `SELECT run_id AS run, iteration, state,
           iteration = (SELECT max(iteration) FROM checkpoints AS others WHERE others.run_id = checkpoints.run_id) AS isLast
         FROM checkpoints JOIN runs ON runs.id = run_id WHERE status = 'pending'`,
      )
      .all();
    const flipped = rows.filter(({ isLast }) => isLast === 1 || random.integer(2) === 0);
    for (const { run, iteration, state } of flipped) {
      flip(state, random.integer(8 * state.length));
      client
        .prepare('UPDATE checkpoints SET state = ? WHERE run_id = ? AND iteration = ?')
        .run(state, run, iteration);
    }
    client.close();
    let output = '';
    return {
      inflict: async (program) => void ({ output } = await program.ended),
      hits: () => flipped.map(() => 'state flipped'),
      findings: () =>
        flipped.length === 0 || /^damaged /m.test(output)
          ? []
          : [
              {
                kind: 'changed',
                where: 'a word of the damaged states',
                expected: 'damaged ...',
                found: output.slice(-300),
              },
            ],
    };
  },
};

export const flippedPages: Fault = {
  name: 'bits flipped in pages',
  how: `up to ${MOST_BITS} bits anywhere in the file; what doctor says mends it afterwards`,
  tells: /^(ranksweep: |damaged ).*$/m,
  needsDatabase: true,
  arm({ database, random }) {
    if (!existsSync(database)) return nothing;
    new Database(database).close(); // which writes the log into it
    const whole = readFileSync(database);
    const bytes = Buffer.from(whole);
    const bits = 1 + random.integer(MOST_BITS);
    for (let i = 0; i < bits; i++) flip(bytes, random.integer(8 * bytes.length));
    writeFileSync(database, bytes);
    let findings: Finding[] = [];
    return {
      inflict: async (program) => void (await program.ended),
      hits: () => [`${bits} bits flipped`],
      findings: () => findings,
      mend() {
        const advice = runToEnd(['doctor', '--db', database]);
        const damage = /^to do {2}(?:soundness|database): .*$/m.exec(advice.stdout)?.[0];
        if (damage === undefined) return undefined;
        if (damage.includes('retry')) {
          const retried = runToEnd(['retry', sweeps.chaos.name, '--damaged', '--db', database]);
          if (retried.status === 0) return undefined;
        }
        for (const suffix of ['-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
        writeFileSync(database, whole);
        return 'undone';
      },
    };
  },
};

const flip = (bytes: Buffer, bit: number): void => void (bytes[bit >> 3]! ^= 1 << (bit & 7));
