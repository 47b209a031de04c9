// What Node is given to run the server, from the root; deploy/Containerfile says the same.

/**
 * Under load V8 would let the space of new objects become four times as large, and then nothing is
 * faster (`pnpm bench` has the memory). It can only be said where Node is started.
 */
export const serverArguments = ['--max-semi-space-size=4', 'apps/server/bin/server.cjs'];
