import { describe, expect, it } from 'vitest';
import { trajectoryOf } from './support/hash.ts';
import { configOf, problemsOf } from './support/program.ts';

const command = ['python', 'train.py', '--lr', '{lr}', '--seed', '{seed}'];

describe('a command', () => {
  it('uses every parameter, by a placeholder in an argument or in the environment', () => {
    expect(problemsOf({ program: { command }, parameters: { lr: 0.1 } })).toEqual([]);
    expect(
      problemsOf({ program: { command, env: { WIDTH: '{width}' } }, parameters: { lr: 0.1, width: 3 } }),
    ).toEqual([]);
  });

  it('is refused with a placeholder that no parameter has, and the nearest name is told', () => {
    expect(problemsOf({ program: { command: ['train', '{lrr}'] }, parameters: { lr: 0.1 } })).toEqual([
      'program.command.1: expected the name of a parameter between braces, found {lrr}; did you mean {lr}?',
      'parameters.lr: expected {lr} in program.command or program.env, found that nothing uses it; did you mean lrr?',
    ]);
    expect(problemsOf({ program: { command: ['awk', '{ print }'] } })[0]).toContain('is written {{');
  });

  it('may leave parameters to a program that reads them from its environment', () => {
    const parameters = { lr: 0.1, optimizer: { kind: 'muon' } };
    const [unused] = problemsOf({ program: { command: ['train'] }, parameters });
    expect(unused).toContain('parametersFrom: environment');
    expect(
      problemsOf({ program: { command: ['train'], parametersFrom: 'environment' }, parameters }),
    ).toEqual([]);
  });

  it('uses all of a group by its name, and one of it by a dotted name', () => {
    const parameters = { optimizer: { kind: 'muon', scale: 2 } };
    expect(problemsOf({ program: { command: ['train', '{optimizer}'] }, parameters })).toEqual([]);
    expect(problemsOf({ program: { command: ['train', '{optimizer.kind}'] }, parameters })).toEqual([
      expect.stringContaining('parameters.optimizer.scale: expected {optimizer.scale}'),
    ]);
  });

  it('has no parameter of a name that stands for what every run has', () => {
    expect(problemsOf({ program: { command: ['train', '{seed}'] }, parameters: { seed: 3 } })[0]).toContain(
      'parameters.seed: expected another name',
    );
  });

  it('says what the loss is, if that is to end it', () => {
    expect(problemsOf({ program: { command: ['true'] }, stop: { lossBelow: 0.1 } })[0]).toContain(
      'stop.lossBelow',
    );
  });
});

describe('the hash of a run', () => {
  const base = { program: { command }, parameters: { lr: 0.1 } };
  const hash = (program: object, rest: object = {}): string =>
    trajectoryOf(configOf({ ...base, ...rest, program: { ...base.program, ...program } }));
  const usual = hash({});

  it('does not depend on where, how long and with what a program runs', () => {
    for (const same of [
      { cwd: '/tmp' },
      { resources: { cpus: 3, gpus: 1 } },
      { timeLimit: 3 },
      { retries: 0 },
      { grace: 1 },
      { loss: 'train_loss' },
    ])
      expect(hash(same)).toBe(usual);
    expect(hash({}, { stop: { maxIterations: 3 }, record: { every: 7 } })).toBe(usual);
  });

  it('depends on the command, the environment, the parameters, the seed and the contents of files', () => {
    const others = [
      hash({ command: [...command, '--fast'] }),
      hash({ env: { A: '1' } }),
      hash({}, { parameters: { lr: 0.2 } }),
      hash({}, { seed: 3 }),
      hash({ files: ['/a/train.py'], sha256: { '/a/train.py': 'aa' } }),
    ];
    expect(new Set([usual, ...others]).size).toBe(1 + others.length);
    expect(hash({ files: ['/b/train.py'], sha256: { '/b/train.py': 'aa' } })).toBe(others.at(-1));
    expect(hash({ files: ['/a/train.py'], sha256: { '/a/train.py': 'bb' } })).not.toBe(others.at(-1));
  });
});
