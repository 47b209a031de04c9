// What pnpm-lock.yaml says of the packages that something of ours is made of.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../workspace.mjs';

const lock = parse(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'));

/** What leaves this repository; the others are tests, benchmarks and examples. */
const shipped = ['apps/server', 'apps/web', 'packages/sdk', 'packages/testing'];

/** By name and version, also of what is installed on other systems only. */
export const packages = lock.packages;

/** Every package that those of ours need to run, with what each of them needs, by the names of the lockfile. */
export function closure(importers = shipped) {
  const found = new Map();
  const required = new Set();
  const take = (id, need) => {
    if (found.has(id) && (!need || required.has(id))) return;
    const { dependencies, optionalDependencies } = lock.snapshots[id];
    const always = idsOf(dependencies);
    // Such as what is compiled for one system.
    const perhaps = idsOf(optionalDependencies);
    found.set(id, [...always, ...perhaps]);
    if (need) required.add(id);
    for (const each of always) take(each, need);
    for (const each of perhaps) take(each, false);
  };
  const rooms = new Set();
  const direct = new Set();
  const visit = (importer) => {
    if (rooms.has(importer)) return;
    rooms.add(importer);
    for (const [name, { version }] of Object.entries(lock.importers[importer].dependencies ?? {})) {
      if (version.startsWith('link:')) visit(join(importer, version.slice('link:'.length)));
      else direct.add(idOf(name, version));
    }
  };
  for (const importer of importers) visit(importer);
  for (const id of direct) take(id, true);
  return { direct: [...direct].sort(), found, required };
}

const idsOf = (dependencies = {}) =>
  Object.entries(dependencies).map(([name, version]) => idOf(name, version));

/** `name@version`, where a package of another name may stand in for one. */
function idOf(name, version) {
  return lock.snapshots[version] ? version : `${name}@${version}`;
}

/** Without what the lockfile adds of peers. */
export const plain = (id) => id.replace(/\(.*$/, '');

const store = join(root, 'node_modules/.pnpm');
const installed = readdirSync(store);

/** The manifest of what is installed here; undefined of what is for other systems. */
export function manifest(id) {
  const { name } = partsOf(id);
  const start = plain(id).replaceAll('/', '+');
  const folder = installed.find((each) => each === start || each.startsWith(`${start}_`));
  const path = folder && join(store, folder, 'node_modules', name, 'package.json');
  return path && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

export function partsOf(id) {
  const [, name, version] = /^(@?[^@]+)@(.+)$/.exec(plain(id)) ?? [];
  return { name, version };
}
