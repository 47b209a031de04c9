import { configDefaults, defineConfig } from 'vitest/config';

// Each file starts server processes, and they should not wait for each other's processor. Their modules
// and the compiled document are loaded once for all; no test changes a module.
export default defineConfig({
  test: {
    // Packages of their own.
    exclude: [
      ...configDefaults.exclude,
      'clients/**',
      'conformance/**',
      'e2e/**',
      'installed/**',
      'react/**',
      // `pnpm test:faults` and `pnpm test:abuse` run them: they take minutes, and their bounds in
      // milliseconds want a machine that has nothing else to do.
      ...(process.env.FAULTS_REPORT
        ? []
        : ['faults/{clock,database,failover,killed,races,servers,sqlite}.test.ts']),
    ],
    globalSetup: 'postgres.ts',
    setupFiles: ['@profile/conformance/setup'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    fileParallelism: false,
    isolate: false,
  },
});
