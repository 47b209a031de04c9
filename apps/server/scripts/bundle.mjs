// Makes one file each of the server and of the command line, as most of a start was looking for files,
// and describes the API, which would take longer still.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe } from '../dist/openapi/document.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * Our own modules. Whatever reads files beside it must still find them, so each goes by where it lay.
 * Of zod's namespace only what is used stays, which esbuild can't tell of the object of that name.
 */
const ours = {
  name: 'ours',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](apps|packages)[\\/]\w+[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', placeOf(path))
        .replace("import { z } from 'zod';", "import * as z from 'zod';");
      return { contents };
    });
  },
};

/** What is compiled for a machine can't be bundled; it is found from the room that asks for it. */
const natives = {
  name: 'natives',
  setup({ onResolve, onLoad }) {
    // By `bindings` better-sqlite3 looks for its own, at a dozen places.
    onResolve({ filter: /^bindings$/ }, ({ path }) => ({ path, namespace: 'native' }));
    const near = "require('node:module').createRequire(placeOf('../../../packages/db/'))";
    onResolve({ filter: /^sharp$/ }, ({ path }) => ({ path, namespace: 'native' }));
    const nearApi = near.replace('/db/', '/api/');
    onLoad({ filter: /^sharp$/, namespace: 'native' }, () => ({
      contents: `module.exports = ${nearApi}('sharp');`,
    }));
    onLoad({ filter: /./, namespace: 'native' }, () => ({
      contents: `module.exports = (name) => ${near}('better-sqlite3/build/Release/' + name);`,
    }));
  },
};

/** What Fastify and pino ask Node for in case that somebody wants it, and nobody here does. */
const unneeded = {
  name: 'unneeded',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(https|http2|worker_threads)$/ }, ({ path, kind, namespace }) =>
      kind === 'require-call' && namespace === 'file' ? { path, namespace: 'late' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('${path}')[name] });`,
    }));
  },
};

/** The numbering plans: as text they cost a start nothing until somebody gives a phone number. */
const plans = {
  name: 'plans',
  setup({ onLoad }) {
    onLoad({ filter: /libphonenumber-js[\\/]metadata\.\w+\.json\.js$/ }, async ({ path }) => {
      const { default: metadata } = await import(path);
      const text = JSON.stringify(JSON.stringify(metadata));
      const parts = Object.keys(metadata).map((key) => `get ${key}() { return read().${key}; }`);
      const contents = `let plans;
        const read = () => (plans ??= JSON.parse(${text}));
        export default { ${parts.join(', ')} };`;
      return { contents };
    });
  },
};

/** What only they need who ask for metrics or traces: in a file of its own, which no other start reads. */
const askedFor = [
  'prom-client',
  '@opentelemetry/api',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
];

const libraries = {
  name: 'libraries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(prom-client|@opentelemetry\/[\w-]+)$/ }, ({ path }) => ({
      path,
      namespace: 'library',
    }));
    const beside = "require('node:module').createRequire(placeOf('./'))";
    onLoad({ filter: /./, namespace: 'library' }, ({ path }) => ({
      contents: `module.exports = ${beside}('./libraries.cjs')['${path}']();`,
    }));
  },
};

const placeOf = (path) => `placeOf(${JSON.stringify(relative(dist, path).replaceAll('\\', '/'))})`;

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // Names stay, as stack traces say them.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200,
  legalComments: 'none',
  logLevel: 'warning',
};

const entries = { server: 'main.js', profile: 'cli/main.js' };
const { outputFiles } = await build({
  entryPoints: Object.entries(entries).map(([out, file]) => ({ in: `${dist}/${file}`, out })),
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  ...common,
  sourcemap: 'external',
  sourcesContent: false,
  banner: { js: '(function (require, placeOf) {' },
  footer: { js: '})' },
  // Never asked for: what takes schemas apart, and what tests call an app with.
  external: ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'],
  plugins: [ours, natives, plans, unneeded, libraries],
  write: false,
});

for (const { path, contents, text } of outputFiles) {
  rmSync(`${path}.cache`, { force: true });
  const hash = createHash('sha256').update(contents).digest('hex');
  // On the banner's line, so that the source map's lines stay right.
  writeFileSync(path, path.endsWith('.map') ? contents : `/*${hash}*/${text}`);
}
await build({
  ...common,
  stdin: {
    contents: askedFor.map((name) => `exports['${name}'] = () => require('${name}');`).join('\n'),
    resolveDir: dist,
  },
  outfile: `${dist}/libraries.cjs`,
});
writeFileSync(`${dist}/openapi.json`, JSON.stringify(describe()));
