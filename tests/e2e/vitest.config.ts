import { defineConfig } from 'vitest/config';

// Three at a time: each starts a server and a browser, and waits for them most of the time.
export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    expect: { poll: { timeout: 30_000 } },
  },
});
