import { defineConfig } from 'vitest/config';

// Two at a time: each starts a server and a browser.
export default defineConfig({
  test: { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 2 },
});
