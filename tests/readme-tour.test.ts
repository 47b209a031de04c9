import { mkdtemp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consoleSteps, expectSteps } from './console-steps.js';
import { startServer, type TestServer } from './server.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const tour = readme.split(/^## /m).find((text) => text.startsWith('A five-minute tour')) ?? '';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(server.dir, 'clone-'));
  await symlink(server.dir, join(folder, 'data'));
});
afterAll(() => server.stop());

it('does, line by line, what the README says', async () => {
  const steps = consoleSteps(tour);
  expect(steps.length).toBeGreaterThan(10);
  await expectSteps(steps, server.url, folder);
});
