import { defineConfig } from 'vitest/config';

// Fifteen compilers, one after the other.
export default defineConfig({
  test: { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
