import { afterAll, afterEach } from 'vitest';
import { count } from './report.js';
import { watch } from './watch.js';

// Every REST answer that a test gets by fetch is held against the document; a test whose answers
// deviate fails, whatever it asserts itself.
afterEach(() => {
  const all = watch.found.splice(0);
  if (all.length === 0) return;
  throw new Error(
    `Not as openapi.json says (when it is old, run "npm run generate"):\n${all.join('\n')}`,
  );
});

afterAll(() => {
  count('responses validated', watch.held);
  watch.held = 0;
});
