// Writes dist/index.js: the client and what it uses of tRPC, in one module that imports nothing.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: ['src/index.ts'],
  outfile: 'dist/index.js',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [shakable],
});
