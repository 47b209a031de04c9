import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';
import { walk } from './tour.js';

const folder = new URL('../docs/guides/', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.md'));
const guides = await Promise.all(
  files.map(async (file) => [file, await readFile(new URL(file, folder), 'utf8')] as const),
);

let server: TestServer;
beforeAll(async () => {
  // What a guide has the server started with: NAME='value' npm start.
  const settings = guides.flatMap(([, text]) =>
    [...text.matchAll(/^(\w+)='(.*)' npm start$/gm)].map(([, name, value]) => [name, value]),
  );
  server = await startServer(Object.fromEntries(settings));
});
afterAll(() => server.stop());

it.each(guides)('%s does, line by line, what it says', async (_, text) => {
  const { said, came } = await walk(text, server);
  expect(came).toEqual(said);
});
