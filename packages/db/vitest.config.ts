import { defineConfig } from 'vitest/config';

// Repositories are tested on both databases in the same file, by `describe.each(dialects)`.
export default defineConfig({
  test: {
    isolate: false,
    globalSetup: 'src/testing/server.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
