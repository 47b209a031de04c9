import { configDefaults, defineConfig } from 'vitest/config';

// Loading the modules takes longer than most files take to run, and no test changes a module.
// A hundred hashes at once take their time where two cores have other work too.
export default defineConfig({
  test: {
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['@profile/conformance/setup'],
    // Everything once on each database, but for what has to do with none.
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          provide: { dialect: 'SQLite' },
          globalSetup: 'src/testing/commands.ts',
          exclude: [...configDefaults.exclude, '**/*.postgres.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          provide: { dialect: 'PostgreSQL' },
          globalSetup: ['src/testing/server.ts', 'src/testing/commands.ts'],
          exclude: [
            ...configDefaults.exclude,
            'src/reference/**',
            'src/mail/{templates,preview}/**',
            'src/mail/{templates,texts,failure}.test.ts',
            'src/{config,issuer-keys,verified-tokens,oauth/resource-servers}.test.ts',
            'src/openapi/examples.test.ts',
            // What the SDK makes of refusals; that both databases lead to them is in `openapi/failures`.
            'src/sdk-errors.test.ts',
            // A minute of what mail servers do; `smtp`, `worker` and `delivery` are there on both.
            'src/mail/faults.test.ts',
            // What commands say, each in a process of its own; `beside-server` has them act.
            'src/cli/{commands,refusals}.test.ts',
          ],
        },
      },
    ],
  },
});
