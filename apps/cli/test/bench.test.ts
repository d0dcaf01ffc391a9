import { measureGrowth } from '@ranksweep/bench';
import { firstScreen } from '@ranksweep/dashboard';
import { describe, expect, it } from 'vitest';
import { ranksweep as ranksweepCommand } from '../src/ranksweepCommand.ts';
import { growthTables } from '../src/render/growthTables.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

describe('ranksweep bench', () => {
  it('measures a workload and prints it as JSON', async () => {
    const { status, stdout } = await ranksweep(temporaryFolder(), [
      'bench',
      'mf',
      '--seconds',
      '0.1',
      '--json',
    ]);
    expect(status).toBe(0);
    const { workloads, machine } = JSON.parse(stdout);
    expect(machine.cores).toBeGreaterThan(0);
    expect(workloads).toHaveLength(1);
    expect(workloads[0]).toMatchObject({ name: 'mf', flopsPerIteration: 3_145_728 });
    expect(workloads[0].msPerIteration).toBeGreaterThan(0);
  });

  it('says how to install peers that it does not find', async () => {
    const words = ['bench', 'mf', '--seconds', '0.1', '--peers', '--python', 'no-such-python'];
    const { status, stdout } = await ranksweep(temporaryFolder(), words);
    expect(status).toBe(0);
    expect(stdout).toContain('none found');
    expect(stdout).toMatch(/not found: torch \(.*python3-torch/);
  });

  it('measures training steps of networks, and names the trainings that there are', async () => {
    const words = ['bench', 'convnet', 'digits', '--engine', 'tfjs-wasm', '--seconds', '0.01', '--json'];
    const { status, stdout } = await ranksweep(temporaryFolder(), words);
    expect(status).toBe(0);
    const { convnets } = JSON.parse(stdout);
    expect(convnets).toHaveLength(1);
    expect(convnets[0]).toMatchObject({ workload: 'digits', side: 'ranksweep tfjs-wasm' });
    expect(convnets[0].msPerStep).toBeGreaterThan(0);
    expect(convnets[0].maxResidentBytes).toBeGreaterThan(2 ** 20);
    const held = await ranksweep(temporaryFolder(), [...words, '--steps', '12']);
    const { memory } = JSON.parse(held.stdout);
    expect(memory[0].held.map(({ step }: { step: number }) => step)).toEqual([
      1, 2, 4, 5, 6, 7, 8, 10, 11, 12,
    ]);
    for (const { residentBytes } of memory[0].held) expect(residentBytes).toBeGreaterThan(2 ** 20);
    const bad = await ranksweep(temporaryFolder(), ['bench', 'convnet', 'resnet19']);
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('resnet18');
  });

  it('measures what commands take on databases of ever more runs and points', async () => {
    let screens = 0;
    const rows = await measureGrowth({
      runs: [80],
      points: [],
      tries: 1,
      ranksweep: ranksweepCommand,
      drawFirstScreen: (db) =>
        (screens += firstScreen(db, { width: 80, height: 24 }).join('').includes('growth') ? 1 : 0),
      progress: () => undefined,
    });
    expect(screens).toBe(2); // of a database with next to nothing, too
    const ofRuns = rows.filter(({ of }) => of === 'runs');
    expect(ofRuns.map(({ work }) => work)).toEqual([
      'plan',
      'list',
      'show',
      'holes',
      'dashboard',
      'plot',
      'export',
    ]);
    for (const { work, measured } of ofRuns) {
      expect(measured.map(({ size }) => size)).toEqual([80]);
      expect(measured[0]!.ms, work).toBeGreaterThan(0);
    }
    expect(growthTables(rows)).toMatch(/^runs +80 .*\nplan +[\d.]+ s$/m);
  });

  it.each([
    [['bench', 'growth', '--runs', '10,5'], '--runs: expected ascending numbers'],
    [['bench', 'mff'], "found 'mff'; did you mean mf?"],
    [['bench', '--seconds', '0'], '--seconds: expected a number > 0'],
    [['bench', '--engine', 'wsm'], '--engine'],
    [['bench', '--engine', 'reference'], '--engine'],
    [['bench', '--lanes', '1.5'], '--lanes: expected a whole number from 1 to 1024'],
  ])('refuses %j', async (words, message) => {
    const { status, stderr } = await ranksweep(temporaryFolder(), words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('ranksweep show --plan', () => {
  it('explains how a run is evaluated', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder), '--db', 'x.db', '--seeds', '0']);
    const { status, stdout } = await ranksweep(folder, ['show', 'run:1', '--plan', '--db', 'x.db']);
    expect(status).toBe(0);
    expect(stdout).toContain('20 entries, every node once per distinct index tuple');
    expect(stdout).toContain('Last join:');
    const sweep = await ranksweep(folder, ['show', 'small', '--plan', '--db', 'x.db']);
    expect(sweep.status).toBe(2);
    expect(sweep.stderr).toContain("expected a run, such as run:1, found 'small'");
  });
});
