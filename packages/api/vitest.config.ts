import { defineConfig } from 'vitest/config';

// The whole suite once on each database. Loading the modules takes longer than most files take to run,
// and no test changes a module.
export default defineConfig({
  test: {
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'sqlite', provide: { dialect: 'SQLite' } } },
      {
        extends: true,
        test: {
          name: 'postgres',
          provide: { dialect: 'PostgreSQL' },
          globalSetup: 'src/testing/server.ts',
        },
      },
    ],
  },
});
