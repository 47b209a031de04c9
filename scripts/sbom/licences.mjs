// Under which licences we take what others wrote, and what a package's own words are in SPDX's.
import { manifest, partsOf } from './lockfile.mjs';

/** For whatever is shipped. All of them let it be used in a product that is under MIT. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/** Allowed for one package each, and why. */
const exceptions = [
  {
    // libvips is a library of its own, which whoever likes can replace by another build of it.
    packages: /^@img\/sharp-libvips-/,
    licence: 'LGPL-3.0-or-later',
  },
  {
    packages: /^@img\/sharp-(win32|wasm32|webcontainers)/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later',
  },
];

/** An SPDX expression, or undefined where nothing of the package is installed here. */
export function licenceOf(id) {
  const found = manifest(id);
  if (!found) return undefined;
  const { license, licenses } = found;
  const said = license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'UNKNOWN';
  return typeof said === 'string' ? said : said.type;
}

/** Whether a package may be part of what we ship: every licence that counts for it is allowed. */
export function mayShip(id, licence) {
  const { name } = partsOf(id);
  if (exceptions.some((each) => each.packages.test(name) && each.licence === licence)) return true;
  // Of alternatives one is enough.
  const alternatives = licence.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((each) => each.split(' AND ').every((one) => allowed.has(one)));
}
