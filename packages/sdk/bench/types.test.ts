import { readFileSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appRouter } from '@profile/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProfileClient } from '../src/index.js';
import { type Compilation, compile, compilerOf } from './compilation.js';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What an app calls, such as `profile.get`; of tRPC's client without the kind of the call. */
function called(app: string): string[] {
  const text = readFileSync(new URL(`apps/${app}.ts`, import.meta.url), 'utf8');
  const calls = text.matchAll(/\bclient\.(\w+\.\w+)(?:\.query|\.mutate)?\(/g);
  return [...new Set([...calls].map(([, path = '']) => path))].sort();
}

describe('the apps that are compared', () => {
  const procedures = Object.keys(appRouter._def.procedures);

  it('call every method of the SDK', () => {
    const client = createProfileClient({ url: 'http://profile.test' });
    const methods = Object.entries(client).flatMap(([area, methods]) =>
      Object.keys(methods).map((method) => `${area}.${method}`),
    );
    expect(methods.length).toBeGreaterThan(procedures.length);
    expect(called('sdk')).toEqual(methods.sort());
  });

  it('call every procedure of the router', () => {
    expect(called('trpc')).toEqual(procedures.sort());
  });
});

describe('the types of the SDK', () => {
  const compiler = compilerOf(folder);
  let sdk: Compilation;
  let source: Compilation;
  beforeAll(() => {
    sdk = compile('sdk', compiler, '--singleThreaded');
    source = compile('source', compiler, '--singleThreaded');
  }, 120_000);

  it('are read from the published declarations and nothing else', () => {
    const ours = sdk.files.filter((path) => !path.includes('/node_modules/'));
    const paths = ours.map((path) => relative(realpathSync(folder), path));
    expect(paths).toContain('dist/interface.d.ts');
    expect(paths.filter((path) => !/^(dist|bench\/apps)\//.test(path))).toEqual([]);
    expect(sdk.files.filter((path) => /node_modules\/(@trpc|zod)\//.test(path))).toEqual([]);
    expect(source.files.join()).toContain('/packages/api/src/profile/router.ts');
  });

  it('take the compiler as few instantiations as plain interfaces do', () => {
    // Counted alike on every machine: 524, of them 350 for the one error that is told apart by its
    // code; against 328,721. When it is more, some type of the SDK is computed where it could be
    // written out, or generated; a new method alone adds a few at most.
    expect(sdk.instantiations).toBeGreaterThan(0);
    expect(sdk.instantiations).toBeLessThanOrEqual(600);
  });

  it('take at most 0.65 of the time that the types of the router take', () => {
    // It is about 0.2; `pnpm bench:types` measures it.
    expect(sdk.processor / source.processor).toBeLessThanOrEqual(0.65);
  });
});
