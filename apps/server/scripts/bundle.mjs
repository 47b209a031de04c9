// Makes one file each of the server and of the command line, as most of a start was looking for files,
// and describes the API, which would take longer still.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe } from '../dist/openapi/document.js';
import { lighter } from './lighter.mjs';

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

/**
 * What no start needs, each in a file of its own that is read when it is used: metrics and traces, which
 * few ask for, handing over mail, and the numbering plans.
 */
const apart = {
  observation: [
    'prom-client',
    '@opentelemetry/api',
    '@opentelemetry/context-async-hooks',
    '@opentelemetry/core',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace-base',
  ],
  mail: ['nodemailer'],
  phones: ['libphonenumber-js/max'],
};
const fileOf = new Map(
  Object.entries(apart).flatMap(([file, all]) => all.map((name) => [name, file])),
);

/**
 * What is asked for at the start in case that somebody wants it, and then nobody does, or not so soon:
 * it is loaded when it is used. An assertion that holds needs nothing. PostgreSQL's tables are meant only
 * as drizzle's relations ask for them, which we don't use.
 */
const builtins = /^(node:)?(assert|fs\/promises|https|http2|v8|worker_threads|zlib)$/;
const packages = /^(safe-regex2|semver|\.\/pg-core\/primary-keys\.js)$/;

/** Where each of the packages that stand apart was asked for, and is found. */
const askedFrom = new Map();

const late = {
  name: 'late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, namespace, resolveDir }) => {
      if (!builtins.test(path) && !packages.test(path) && !fileOf.has(path)) return undefined;
      if (fileOf.has(path)) askedFrom.set(path, resolveDir);
      if (namespace !== 'late') return { path, namespace: 'late', pluginData: resolveDir };
      return builtins.test(path) ? { path, external: true } : undefined;
    });
    const beside = "require('node:module').createRequire(placeOf('./'))";
    onLoad({ filter: /./, namespace: 'late' }, ({ path, pluginData: resolveDir }) => {
      const file = fileOf.get(path);
      const found = file
        ? `${beside}('./libraries/${file}.cjs')['${path}']()`
        : `require('${path}')`;
      const called = 'load()(...args)';
      const contents = `let loaded;
        const load = () => (loaded ??= ${found});
        const used = new Proxy(function () {}, {
          get: (_, name) => load()[name],
          // For imports by name: esbuild's namespace inherits from what this gives.
          getPrototypeOf: () => used,
          construct: (_, args) => new (load())(...args),
          apply: (_, self, args) => ${path.endsWith('assert') ? `args[0] || ${called}` : called},
        });
        module.exports = used;`;
      return { contents, resolveDir };
    });
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
  // Never asked for: what takes schemas apart, what tests call an app with, and Fastify's logger.
  external: [
    'pino',
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
    'light-my-request',
  ],
  plugins: [ours, lighter, natives, late],
  write: false,
});

for (const { path, contents, text } of outputFiles) {
  rmSync(`${path}.cache`, { force: true });
  const hash = createHash('sha256').update(contents).digest('hex');
  // On the banner's line, so that the source map's lines stay right.
  writeFileSync(path, path.endsWith('.map') ? contents : `/*${hash}*/${text}`);
}
rmSync(`${dist}/libraries`, { recursive: true, force: true });
for (const [file, names] of Object.entries(apart)) {
  await build({
    ...common,
    stdin: {
      contents: names.map((name) => `exports['${name}'] = () => require('${name}');`).join('\n'),
      resolveDir: askedFrom.get(names[0]),
    },
    outfile: `${dist}/libraries/${file}.cjs`,
  });
}
writeFileSync(`${dist}/openapi.json`, JSON.stringify(describe()));
