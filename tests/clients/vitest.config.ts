import { defineConfig } from 'vitest/config';

// Each file starts a server process and a compiler.
export default defineConfig({
  test: {
    setupFiles: ['@profile/conformance/setup'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
