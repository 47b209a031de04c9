import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';
import { walk } from './tour.js';

const folder = new URL('../docs/guides/', import.meta.url);
const guides = (await readdir(folder)).filter((file) => file.endsWith('.md'));

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it.each(guides)('%s does, line by line, what it says', async (file) => {
  const { said, came } = await walk(await readFile(new URL(file, folder), 'utf8'), server);
  expect(came).toEqual(said);
});
