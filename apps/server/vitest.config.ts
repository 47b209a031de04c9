import { defineConfig } from 'vitest/config';

// Loading the modules takes longer than most files take to run, and no test changes a module.
// A hundred hashes at once take their time where two cores have other work too.
export default defineConfig({
  test: {
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    setupFiles: ['@profile/conformance/setup'],
  },
});
