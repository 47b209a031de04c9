// Makes one file each of the server and of the command line, as most of a start was looking for files,
// and describes the API, which would take longer still.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe } from '../dist/openapi/document.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** Whatever reads files beside it must still find them, so each module goes by where it lay. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](apps|packages)[\\/]\w+[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      return { contents: text.replaceAll('import.meta.url', placeOf(path)) };
    });
  },
};

/** What is compiled for a machine can't be bundled; it is found from where it was asked for. */
const natives = {
  name: 'natives',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(better-sqlite3|@node-rs\/argon2)$/ }, ({ path, importer }) => ({
      path,
      namespace: 'native',
      pluginData: importer,
    }));
    onLoad({ filter: /./, namespace: 'native' }, ({ path, pluginData }) => ({
      contents: `module.exports = require('node:module').createRequire(${placeOf(pluginData)})('${path}')`,
    }));
  },
};

const placeOf = (path) => `placeOf(${JSON.stringify(relative(dist, path).replaceAll('\\', '/'))})`;

const entries = { server: 'main.js', profile: 'cli/main.js' };
const { outputFiles } = await build({
  entryPoints: Object.entries(entries).map(([out, file]) => ({ in: `${dist}/${file}`, out })),
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // Names stay, as stack traces say them.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200,
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: '(function (require, placeOf) {' },
  footer: { js: '})' },
  plugins: [places, natives],
  logLevel: 'warning',
  write: false,
});

for (const { path, contents, text } of outputFiles) {
  rmSync(`${path}.cache`, { force: true });
  const hash = createHash('sha256').update(contents).digest('hex');
  // On the banner's line, so that the source map's lines stay right.
  writeFileSync(path, path.endsWith('.map') ? contents : `/*${hash}*/${text}`);
}
writeFileSync(`${dist}/openapi.json`, JSON.stringify(describe()));
