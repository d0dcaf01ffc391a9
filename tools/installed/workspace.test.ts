/** The workspace itself is installed without a word of warning, which nobody could tell from one that matters. */
import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WORKSPACE } from '../pack/workspace.ts';
import { command } from './command.ts';
import { broughtNode, machinesNode } from './nodes.ts';

const MANIFESTS = ['package.json', 'package-lock.json', '{packages,apps}/*/package.json'];

it.each([
  { name: "the machine's own", node: machinesNode },
  { name: 'the one that the workspace brings along', node: broughtNode },
])('npm ci warns of nothing, on a Node that is $name', async ({ node }) => {
  const cwd = mkdtempSync(join(tmpdir(), 'ranksweep-ci-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const path of globSync(MANIFESTS, { cwd: WORKSPACE })) cpSync(join(WORKSPACE, path), join(cwd, path));
  const { status, stderr } = await command(['npm', 'ci', '--dry-run', '--prefer-offline'], { cwd, node });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
