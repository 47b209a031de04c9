// Writes what is published into dist, for each entry of package.json's `exports`: a module, and one of
// CommonJS, that import nothing but `./index.js` and peers; declarations; the licences of what is in them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { publishDeclarations } from './declarations.mjs';
import { writeLicences } from './licences.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { exports, peerDependencies = {} } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
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

/** The other entries import the first and don't have it once more, so that there is one class of errors. */
const oneIndex = (extension) => ({
  name: 'one-index',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({
      path: `./index${extension}`,
      external: true,
    })),
});

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
  external: Object.keys(peerDependencies),
};
const { metafile } = await build({
  ...common,
  format: 'esm',
  platform: 'neutral',
  plugins: [oneIndex('.js'), shakable],
});
await build({
  ...common,
  format: 'cjs',
  // Has the names of the exports written so that Node finds them.
  platform: 'node',
  outExtension: { '.js': '.cjs' },
  plugins: [oneIndex('.cjs'), shakable],
});

writeLicences(folder, metafile);
publishDeclarations(folder, entries);
