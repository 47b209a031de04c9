import { defineConfig } from 'vitest/config';

// Loading the modules takes longer than most files take to run, and no test changes a module.
export default defineConfig({
  test: { isolate: false, setupFiles: ['@profile/conformance/setup'] },
});
