import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFile(join(folder, path), 'utf8');
const { files, dependencies, exports } = JSON.parse(await read('package.json')) as {
  files: string[];
  dependencies: Record<string, string>;
  exports: { '.': { types: string } };
};

it('What is packed works outside of the repository, with its dependencies beside it', async () => {
  const app = await mkdtemp(join(tmpdir(), 'profile-testing-'));
  onTestFinished(() => rm(app, { recursive: true }));
  const modules = join(app, 'node_modules');
  const here = join(modules, '@profile/testing');
  for (const path of ['package.json', ...files]) {
    await cp(join(folder, path), join(here, path), { recursive: true });
  }
  await mkdir(modules, { recursive: true });
  for (const name of Object.keys(dependencies)) {
    await symlink(await realpath(join(folder, 'node_modules', name)), join(modules, name));
  }
  await writeFile(
    join(app, 'app.mjs'),
    `import { createTestProfileServer } from '@profile/testing';
     const server = await createTestProfileServer();
     const { email } = await server.createUser({ verified: true });
     const paths = ['/readyz', '/openapi.json', '/account/reset-password'];
     const answers = await Promise.all(paths.map((path) => fetch(server.url + path)));
     const { subject } = await server.inbox.latest(email);
     console.log(subject, ...answers.map(({ status }) => status));
     await server.close();`,
  );
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['app.mjs'], { cwd: app });
  expect({ stdout, stderr }).toEqual({
    stdout: 'Confirm your email address 200 200 200\n',
    stderr: '',
  });
});

it('The published declarations name nothing that isn’t packed', async () => {
  const pending = [exports['.'].types.slice(2)];
  const found = new Set(pending);
  for (const path of pending) {
    for (const [, from = ''] of (await read(path)).matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      expect(from, path).toMatch(/^\.\/.+\.js$/);
      const next = join(dirname(path), from.replace(/\.js$/, '.d.ts'));
      if (!found.has(next)) pending.push(next);
      found.add(next);
    }
  }
  expect(files.filter((path) => path.endsWith('.d.ts')).sort()).toEqual([...found].sort());
});
