import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file of the command line. */
    commands: string;
  }
}

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Leaves files where they are: what is compiled for a machine, and what lies beside a module. */
const inPlace: Plugin = {
  name: 'in place',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(better-sqlite3|@node-rs\/argon2|sharp)$/ }, ({ path, importer }) => ({
      path: createRequire(importer).resolve(path),
      external: true,
    }));
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url) };
    });
  },
};

/**
 * For vitest: the built command line as one file. Hundreds of commands are run as processes, which
 * spend most of their time on loading six hundred modules; `tests` run it as it is.
 */
export default async function bundle(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'profile-commands-'));
  const outfile = join(folder, 'main.mjs');
  const banner = {
    js: `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`,
  };
  await build({
    entryPoints: [main],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages of the older kind ask for Node's own modules by `require`.
    banner,
    plugins: [inPlace],
    logLevel: 'warning',
  });
  project.provide('commands', outfile);
  return () => rm(folder, { recursive: true });
}
