import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProject, type Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project?.remove());

const read = (path: string) => readFile(join(project.installed, path), 'utf8');

it('brings nothing else into the tree of who installs it', async () => {
  const { folder } = project;
  const modules = await readdir(join(folder, 'node_modules'));
  expect(modules.filter((name) => !name.startsWith('.'))).toEqual(['@profile']);
  expect(await readdir(join(folder, 'node_modules/@profile'))).toEqual(['sdk']);
  const manifest = JSON.parse(await read('package.json'));
  expect(Object.keys(manifest).filter((key) => /[a-z]*ependencies$/.test(key))).toEqual([
    'peerDependencies',
    'devDependencies',
  ]);
  const optional = { optional: true };
  expect(manifest.peerDependenciesMeta).toEqual({
    '@tanstack/react-query': optional,
    react: optional,
  });
  expect(Object.keys(manifest.peerDependencies)).toEqual(
    Object.keys(manifest.peerDependenciesMeta),
  );
});

it('has its readme, its licence, and those of what is bundled', async () => {
  const plain = project.files.filter((path) => !/\.(c?js|d\.c?ts)(\.map)?$/.test(path));
  expect(plain.sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'package.json',
  ]);
  // What comes from elsewhere, as the source maps say it.
  const { sources } = JSON.parse(await read('dist/index.js.map')) as { sources: string[] };
  const bundled = sources.flatMap(
    (path) => /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect(new Set(bundled)).toContain('@trpc/client');
  const licences = await read('dist/THIRD-PARTY-LICENSES.txt');
  for (const name of new Set(bundled)) {
    expect(licences).toMatch(
      new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)\\n\\nMIT License`, 'm'),
    );
  }
});

it('has each declaration for both kinds of modules, and no test', () => {
  const declarations = project.files.filter((path) => path.endsWith('.d.ts'));
  expect(declarations).toContain('dist/index.d.ts');
  const others = project.files.filter((path) => path.endsWith('.d.cts'));
  expect(others).toEqual(declarations.map((path) => path.replace(/ts$/, 'cts')));
  expect(project.files.filter((path) => /test|src\//.test(path))).toEqual([]);
});

it('has no path of the machine that built it', async () => {
  for (const path of project.files) {
    expect((await read(path)).includes(process.cwd().split('/tests')[0] ?? ''), path).toBe(false);
  }
});

it('gives publint nothing to say, strictly', async () => {
  const { messages, pkg } = await publint({
    pack: { tarball: project.tarball.buffer as ArrayBuffer },
    strict: true,
  });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

it('gives Are the types wrong nothing to say', async () => {
  const result = await checkPackage(createPackageFromTarballData(project.tarball));
  if (!result.types) throw new Error('There are no types');
  // What resolves as Node 10 did knows no `exports`, and so no entry but the first.
  const problems = result.problems.filter(
    (each) =>
      !(
        each.kind === 'NoResolution' &&
        each.resolutionKind === 'node10' &&
        each.entrypoint !== '.'
      ),
  );
  expect(problems).toEqual([]);
  const { node10, bundler } = result.entrypoints['.']?.resolutions ?? {};
  for (const resolved of [node10, bundler]) expect(resolved?.resolution?.isTypeScript).toBe(true);
});
