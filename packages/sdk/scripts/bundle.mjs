// Writes what is published into dist, for each entry of package.json's `exports`: a module and a script
// of CommonJS that import nothing but each other, their declarations, and the licences of what is in them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { publishDeclarations } from './declarations.mjs';
import { writeLicences } from './licences.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const entries = Object.values(exports)
  .filter((target) => typeof target === 'object')
  .map(({ import: { default: file } }) => /^\.\/dist\/(.+)\.js$/.exec(file)[1]);

/** No module here does anything by being imported, but @trpc/client's package.json leaves that unsaid. */
const shakable = {
  name: 'shakable',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === shakable) return;
      const options = { kind, importer, resolveDir, pluginData: shakable };
      return { ...(await resolve(path, options)), sideEffects: false };
    });
  },
};

const common = {
  absWorkingDir: folder,
  entryPoints: entries.map((entry) => `src/${entry}.ts`),
  outdir: 'dist',
  bundle: true,
  target: 'es2022',
  mainFields: ['module', 'main'],
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
  plugins: [shakable],
};
const { metafile } = await build({
  ...common,
  format: 'esm',
  platform: 'neutral',
  splitting: true,
  chunkNames: '[name]-[hash]',
});
// Only for Node's sake, which finds the names of what is exported in the comment that this brings.
await build({ ...common, format: 'cjs', platform: 'node', outExtension: { '.js': '.cjs' } });

writeLicences(folder, metafile);
publishDeclarations(folder, entries);
