import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consoleSteps, expectSteps } from './console-steps.js';
import { startServer, type TestServer } from './server.js';

const address = new URL('../docs/guides/oauth-endpoints.md', import.meta.url);
const guide = await readFile(address, 'utf8');

let server: TestServer;
beforeAll(async () => {
  const [, RESOURCE_SERVERS = ''] = /^RESOURCE_SERVERS='(.+)' npm start$/m.exec(guide) ?? [];
  server = await startServer({ RESOURCE_SERVERS, PUBLIC_URL: 'http://localhost:8080' });
});
afterAll(() => server.stop());

it('does, line by line, what the guide to the OAuth endpoints says', async () => {
  const steps = consoleSteps(guide);
  expect(steps.length).toBeGreaterThan(8);
  await expectSteps(steps, server.url, server.dir);
});
