// Writes dist/index.js, the server and all it is made of but for what is compiled for a machine, and
// beside it the files that the server reads.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicences } from '../../sdk/scripts/licences.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** What the server reads while it runs, under the same names as in the repository. */
const read = [
  'packages/db/migrations/sqlite',
  'packages/api/data',
  'apps/server/assets',
  'apps/server/dist/openapi.json',
];

/** Whatever reads files beside it finds them below dist/server, by where it lay in the repository. */
const ours = {
  name: 'ours',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](apps|packages)[\\/]\w+[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const place = `./server/${relative(root, path).replaceAll('\\', '/')}`;
      const here = `new URL(${JSON.stringify(place)}, import.meta.url).href`;
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', here);
      return { contents };
    });
  },
};

/** The other database, other ways to send mail, and what takes schemas apart: nobody asks for them here. */
const absent = {
  name: 'absent',
  setup({ onResolve, onLoad }) {
    const names =
      /^(postgres|nodemailer|postal-mime|prom-client|@fastify\/(ajv|fast-json-stringify)-compiler)$/;
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /./, namespace: 'absent' }, ({ path }) => ({
      // By `exports` the bundler knows that it can't know the names.
      contents: `exports.absent = true; throw new Error('${path} is no part of @profile/testing')`,
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: folder,
  metafile: true,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/index.js',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  keepNames: true,
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200,
  legalComments: 'none',
  // Much of what is in it asks for Node's modules by require.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);",
  },
  external: ['better-sqlite3', 'sharp'],
  plugins: [ours, absent],
  logLevel: 'warning',
});

rmSync(`${dist}/server`, { recursive: true, force: true });
for (const path of read) cpSync(`${root}/${path}`, `${dist}/server/${path}`, { recursive: true });
writeLicences(folder, metafile);
