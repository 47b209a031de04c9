import { defineConfig } from 'vitest/config';

// Each file starts a server and a browser; together they would only wait for each other's processor.
export default defineConfig({
  test: { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false, isolate: false },
});
