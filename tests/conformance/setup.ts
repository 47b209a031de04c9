import { appendFileSync } from 'node:fs';
import { afterAll, afterEach } from 'vitest';
import { deviations } from './index.js';

// Every REST answer that a test gets by fetch is held against the document; a test whose answers
// deviate fails, whatever it asserts itself.
const real = globalThis.fetch;
let found: string[] = [];
let held = 0;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const response = await real(input, init);
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/api/')) {
    const { method } = request;
    const { status, headers } = response;
    const text = await response.clone().text();
    held++;
    for (const deviation of deviations({ method, path: pathname, status, headers, text })) {
      found.push(`${method} ${pathname} ${status}: ${deviation}`);
    }
  }
  return response;
};

afterEach(() => {
  const all = found;
  found = [];
  if (all.length > 0) throw new Error(`Not as the document says:\n${all.join('\n')}`);
});

afterAll(() => {
  // Where to add up what was held, for the command that prints it.
  const file = process.env.CONFORMANCE_COUNT;
  if (file) appendFileSync(file, `${held}\n`);
});
