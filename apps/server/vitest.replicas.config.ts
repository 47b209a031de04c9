import { configDefaults, defineConfig } from 'vitest/config';

// The doors once more, with three apps on one PostgreSQL that are asked in turn.
export default defineConfig({
  test: {
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    setupFiles: ['@profile/conformance/setup'],
    globalSetup: 'src/testing/server.ts',
    provide: { dialect: 'PostgreSQL', replicas: 3 },
    exclude: [
      ...configDefaults.exclude,
      // Without a database, or without doors.
      'src/{reference,pages,cli,mail}/**',
      'src/{config,key-reload,oauth/resource-servers}.test.ts',
      'src/openapi/{document,examples}.test.ts',
      // About what one process keeps to itself: its log, its counts, its queue for hashing, its
      // connections and the keys of other issuers that it has fetched.
      'src/{log,metrics/door,operational,trusted-issuers,openapi/failures}.test.ts',
    ],
  },
});
