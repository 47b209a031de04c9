/**
 * What Node is given to start the server, from the root of this repository; the container is started with
 * the same. Two threads compile and collect for V8, in place of four: each keeps two megabytes.
 */
export const serverCommand = ['--v8-pool-size=2', 'apps/server/bin/server.cjs'];
