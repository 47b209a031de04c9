import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { appRouter } from '@profile/api';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createDoor, tokensOf } from './testing/door.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

/** Where the declarations of each entry begin. */
function entries(): string[] {
  const { exports } = JSON.parse(read('package.json')) as {
    exports: Record<string, string | { import: { types: string } }>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [join(target.import.types)],
  );
}

/** The declarations that a compiler reads for an app, by their paths. */
function reachable(path: string, found: Map<string, string>): Map<string, string> {
  if (found.has(path)) return found;
  const text = read(path);
  found.set(path, text);
  for (const [, to = ''] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) {
    reachable(join(dirname(path), `${to}.d.ts`), found);
  }
  return found;
}

describe('the published declarations', () => {
  const declarations = new Map<string, string>();
  for (const entry of entries()) reachable(entry, declarations);

  it('name none of the libraries underneath', () => {
    expect(declarations.size).toBeGreaterThan(4);
    for (const [path, text] of declarations) {
      expect(text.match(/trpc|drizzle|zod|@profile\//gi), path).toBeNull();
      const named = text.matchAll(/(?:from|import\() *['"]([^.'"][^'"]*)|<reference/g);
      const peers = path.startsWith('dist/react') ? ['@tanstack/react-query', 'react'] : [];
      expect(
        [...named].map(([, name]) => name).filter((name = '') => !peers.includes(name)),
        path,
      ).toEqual([]);
    }
  });

  it('are all that is packed', () => {
    const files = readdirSync(join(folder, 'dist'), { recursive: true }) as string[];
    const packed = files.filter((name) => name.endsWith('.d.ts'));
    expect(packed.map((name) => `dist/${name}`).sort()).toEqual([...declarations.keys()].sort());
  });

  it('say something of every name and every field', () => {
    const silent: string[] = [];
    for (const [path, text] of declarations) {
      let exported = false;
      let before = '';
      for (const line of text.split('\n')) {
        if (/^\S/.test(line)) exported = /^export (interface|declare class)/.test(line);
        const declares =
          /^export (declare|interface|type \w+ =)/.test(line) ||
          (exported && /^ +(readonly )?\w+\??[:(]/.test(line) && !line.includes('constructor'));
        if (declares && !before.endsWith('*/')) silent.push(`${path}: ${line.trim()}`);
        before = line;
      }
    }
    expect(silent).toEqual([]);
  });

  it('name the errors of each operation that the router says it has', () => {
    const text = declarations.get('dist/interface.d.ts') ?? '';
    const { procedures } = appRouter._def as unknown as {
      procedures: Record<string, { _def: { meta?: { errors?: string[] } } }>;
    };
    expect(Object.keys(procedures).length).toBeGreaterThan(9);
    for (const [path, { _def }] of Object.entries(procedures)) {
      const [area = '', name = ''] = path.split('.');
      const section = text.slice(text.indexOf(`\n    ${area}: {`));
      const comment = section
        .slice(0, section.indexOf(`\n        ${name}(`))
        .split('/**')
        .at(-1);
      const said = comment?.split('Errors:')[1]?.match(/`\w+`/g) ?? [];
      const own = said.map((code) => code.slice(1, -1)).filter((code) => code !== 'signed_out');
      // If-Match is a header of REST.
      const errors = (_def.meta?.errors ?? []).filter((code) => code !== 'malformed_if_match');
      expect(own, path).toEqual(errors);
    }
  });
});

describe('the published module', () => {
  it('imports nothing', async () => {
    const { metafile } = await build({
      entryPoints: [join(folder, 'dist/index.js')],
      bundle: true,
      packages: 'external',
      platform: 'browser',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    expect(Object.values(metafile.inputs)).toHaveLength(1);
    expect(Object.values(metafile.outputs)[0]?.imports).toEqual([]);
    for (const file of ['dist/index.js', 'dist/index.cjs']) {
      expect(read(file)).not.toMatch(/\b(require|node:|Buffer|process\.)\b/);
    }
  });

  it('is at most 10 KB in an app, gzipped', async () => {
    // Over it? Look at what a method brings with it: `esbuild dist/index.js --minify --analyze`.
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'dist/index.js')],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    const app = outputFiles[0]?.contents ?? '';
    expect(app.length).toBeGreaterThan(10_000);
    expect(gzipSync(app, { level: 9 }).length).toBeLessThanOrEqual(10_000);
    // It once had tRPC's WebSockets in it, which nothing here opens.
    expect(read('dist/index.js')).not.toContain('WebSocket');
  });

  it('has the hooks of React beside it, at most 3.5 KB of them, gzipped', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(folder, 'dist/react.js')],
      bundle: true,
      minify: true,
      packages: 'external',
      external: ['./index.js'],
      format: 'esm',
      target: 'es2022',
      metafile: true,
      write: false,
    });
    const imports = Object.values(metafile.outputs)[0]?.imports.map(({ path }) => path);
    expect(new Set(imports)).toEqual(new Set(['./index.js', '@tanstack/react-query', 'react']));
    const hooks = outputFiles[0]?.contents ?? '';
    expect(hooks.length).toBeGreaterThan(4_000);
    const size = gzipSync(hooks, { level: 9 }).length;
    console.log(`The hooks are ${size} bytes, gzipped`);
    expect(size).toBeLessThanOrEqual(3_500);
    // Else servers that render components of their own would take them for such.
    expect(read('dist/react.js')).toMatch(/^"use client";/);
  });

  it('runs where there is only what browsers have too', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'dist/index.js')],
      bundle: true,
      format: 'iife',
      globalName: 'sdk',
      write: false,
    });
    const door = createDoor({ 'auth.login': () => tokensOf(0), 'profile.get': () => 'profile' });
    const timers = { setTimeout, clearTimeout, queueMicrotask, performance };
    const web = { URL, AbortController, Response, FormData, Blob, fetch: door.fetch };
    const context = createContext({ ...timers, ...web });
    runInContext(outputFiles[0]?.text ?? '', context);
    const got = await runInContext(
      `(async () => {
        const client = sdk.createProfileClient({ url: 'http://profile.test' });
        await client.auth.login({ login: 'ada', password: 'any' });
        const missing = await client.email.verification().catch((error) => error.code);
        return [await client.profile.get(), missing, typeof process, typeof Buffer];
      })()`,
      context,
    );
    expect([...got]).toEqual(['profile', 'unexpected_response', 'undefined', 'undefined']);
  });
});
