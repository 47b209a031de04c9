import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';
import { walk } from './tour.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('does, line by line, what the README says', async () => {
  const tour = readme.split(/^## /m).find((text) => text.startsWith('A five-minute tour')) ?? '';
  const { said, came } = await walk(tour, server);
  expect(said.length).toBeGreaterThan(10);
  expect(came).toEqual(said);
});
