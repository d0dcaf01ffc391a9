/** Every package of the workspace as a tarball, as it would be published. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { compile } from './compile.ts';
import { publishedManifest, type PublishedManifest, type Release } from './publishedManifest.ts';
import { readManifest, WORKSPACE, workspacePackages, type WorkspacePackage } from './workspace.ts';

/** What the command's package has of the workspace: its help names these pages. The figures of docs/RESULTS.md are too large. */
const PAGES = ['README.md', 'CHANGELOG.md', 'docs/*.md', 'docs/figures/*.{png,svg}', 'examples/**/*'];

export interface PackedPackage {
  readonly manifest: PublishedManifest;
  /** Path of its tarball. */
  readonly tarball: string;
}

/** @param folder is made where it does not exist */
export async function packWorkspace(folder: string): Promise<PackedPackage[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'ranksweep-pack-'));
  try {
    const compiled = join(scratch, 'compiled');
    compile(compiled);
    const release: Release = {
      root: readManifest('.'),
      gitHead: commit(),
      repository: repositoryOf(process.env),
    };
    const packages = workspacePackages().map((member) => {
      const stage = join(scratch, member.folder);
      return { stage, manifest: fill(stage, member, compiled, release) };
    });
    mkdirSync(folder, { recursive: true });
    const stages = packages.map(({ stage }) => stage);
    await execa('npm', ['pack', ...stages, '--pack-destination', folder, '--silent'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return packages.map(({ manifest }) => ({ manifest, tarball: join(folder, tarballName(manifest)) }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** As npm names it: `@ranksweep/core` 0.1.0 is `ranksweep-core-0.1.0.tgz`. */
const tarballName = ({ name, version }: PublishedManifest): string =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

/** Puts what one package has into `stage`. */
function fill(
  stage: string,
  { folder, manifest }: WorkspacePackage,
  compiled: string,
  release: Release,
): PublishedManifest {
  const published = publishedManifest(folder, manifest, release);
  const source = join(WORKSPACE, folder);
  cpSync(join(compiled, folder, 'src'), join(stage, 'dist'), { recursive: true });
  copyFiles(['**/*'], join(source, 'src'), join(stage, 'dist'), (path) => !path.endsWith('.ts'));
  for (const pattern of manifest.files ?? []) {
    // npm takes whole folders, too; a name that copies nothing is a mistake in either case.
    if (copyFiles([pattern], source, stage) === 0)
      throw new Error(`${manifest.name}, files: expected a pattern of files, found none for '${pattern}'`);
  }
  copyFiles(['LICENSE'], WORKSPACE, stage);
  if (manifest.bin === undefined) {
    writeFileSync(join(stage, 'README.md'), `# ${manifest.name}\n\n${manifest.description}.\n`);
  } else {
    copyFiles(Object.values(manifest.bin), source, stage);
    copyFiles(PAGES, WORKSPACE, stage);
  }
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  return published;
}

/** @returns how many files it has copied */
function copyFiles(
  patterns: readonly string[],
  from: string,
  to: string,
  isWanted: (path: string) => boolean = () => true,
): number {
  let copied = 0;
  for (const entry of globSync([...patterns], { cwd: from, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name));
    if (!entry.isFile() || !isWanted(path)) continue;
    cpSync(join(from, path), join(to, path));
    copied++;
  }
  return copied;
}

/** The commit that is checked out; undefined where files differ from it, or there is none. */
function commit(): string | undefined {
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd: WORKSPACE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD') : undefined;
  } catch {
    return undefined;
  }
}

/** Hosted continuous integration says where the repository is; it is written nowhere else. */
const repositoryOf = ({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: NodeJS.ProcessEnv): string | undefined =>
  GITHUB_REPOSITORY === undefined ? undefined : `git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`;
