import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createProfileClient } from '@profile/sdk';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type TestServer } from './server.js';

const run = promisify(execFile);
const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = await readFile(inRepository('README.md'), 'utf8');
const section = readme.split(/^## /m).find((text) => text.startsWith('From TypeScript')) ?? '';

function blocks(language: string): string[] {
  const found = section.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...found].map(([, text = '']) => text);
}

let server: TestServer;
let folder: string;
beforeAll(async () => {
  [server, folder] = await Promise.all([startServer(), mkdtemp(join(tmpdir(), 'profile-readme-'))]);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A folder for an app, where the SDK is installed. */
async function createApp(name: string): Promise<string> {
  const app = join(folder, name);
  await mkdir(join(app, 'node_modules/@profile'), { recursive: true });
  await symlink(inRepository('packages/sdk'), join(app, 'node_modules/@profile/sdk'));
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  return app;
}

/** The tour as somebody runs it in a folder. */
async function tour(cwd: string, url = server.url) {
  const args = [inRepository('examples/tour.ts')];
  const env = { PATH: process.env.PATH ?? '', PROFILE_URL: url };
  const { stdout, stderr } = await run(inRepository('node_modules/.bin/tsx'), args, { cwd, env });
  expect(stderr).toBe('');
  return named(stdout);
}

/** The address is another one each time. */
const named = (text: string) => text.replace(/ada\.\w+@/, 'ada.…@');

describe('the tour of the SDK', () => {
  it('says what the README shows, each time', async () => {
    const [shown = ''] = blocks('console');
    const [command, ...output] = shown.split('\n');
    expect(command).toBe('$ npx tsx examples/tour.ts');
    await symlink(server.dir, join(folder, 'data'));
    for (const _ of [1, 2]) expect(await tour(folder)).toBe(named(output.join('\n')));
  });

  it('leaves out the mail where there is none', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'profile-elsewhere-'));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    expect(await tour(elsewhere)).toContain('this step is left out.\nChanged the password');
  });

  it('says in a sentence when there is no server', async () => {
    await expect(tour(folder, 'http://127.0.0.1:9')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^network: No connection to the server; check .*\.\n$/),
    });
  });
});

it('says in the reference what to do about every code that is the client’s own', async () => {
  const declarations = await readFile(inRepository('packages/sdk/dist/errors.d.ts'), 'utf8');
  const [, codes = ''] = /const clientErrors: \{([\s\S]*?)\n\}/.exec(declarations) ?? [];
  const own = [...codes.matchAll(/readonly (\w+):/g)].map(([, code]) => code);
  const errors = await readFile(inRepository('docs/reference/errors.md'), 'utf8');
  const [, shown = ''] = errors.split('## Of the client for TypeScript');
  expect(own.length).toBeGreaterThan(5);
  expect([...shown.matchAll(/^### (\w+)$/gm)].map(([, code]) => code)).toEqual(own);
});

it('greets whom the README signs in', async () => {
  const account = {
    email: 'ada@example.com',
    username: 'ada',
    password: 'quiet-lantern-58-harbor',
  };
  await createProfileClient({ url: server.url }).auth.register(account);
  const [example = ''] = blocks('ts');
  const file = join(await createApp('greeting'), 'app.ts');
  await writeFile(file, example.replace('http://localhost:8080', server.url));
  const { stdout } = await run(inRepository('node_modules/.bin/tsx'), [file]);
  expect(stdout).toBe('Hello ada\n');
});

it.each(['nodenext', 'bundler'])('compiles what the README shows, under %s', async (resolution) => {
  const examples = blocks('ts');
  expect(examples).toHaveLength(3);
  const app = await createApp(resolution);
  await Promise.all(examples.map((text, i) => writeFile(join(app, `example-${i}.ts`), text)));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: resolution === 'bundler' ? 'preserve' : resolution,
    moduleResolution: resolution,
    types: [],
  };
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { stdout } = await run(inRepository('tests/node_modules/.bin/tsc'), ['-p', app]).catch(
    (failed) => failed,
  );
  expect(stdout).toBe('');
});
