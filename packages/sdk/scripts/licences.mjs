import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Writes dist/THIRD-PARTY-LICENSES.txt: every package of which something is in the bundle. */
export function writeLicences(folder, { outputs }) {
  const packages = new Map();
  for (const output of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const [, root] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
      if (root === undefined || bytesInOutput === 0) continue;
      const real = realpathSync(resolve(folder, root));
      const { name, version, license } = JSON.parse(
        readFileSync(join(real, 'package.json'), 'utf8'),
      );
      packages.set(`${name} ${version}`, `${name} ${version} (${license})\n\n${textIn(real)}\n`);
    }
  }
  const texts = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const head = 'Parts of these packages are in the modules beside this file.\n\n';
  const line = `\n${'-'.repeat(78)}\n\n`;
  writeFileSync(join(folder, 'dist/THIRD-PARTY-LICENSES.txt'), head + texts.join(line));
}

/** The licence as its authors wrote it down. */
function textIn(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying|unlicense)/i.test(file));
  // Where they only name it, what they say of themselves is what there is to pass on.
  if (name) return readFileSync(join(folder, name), 'utf8').trim();
  const { license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const by = typeof author === 'string' ? author : author?.name;
  return `Licence: ${license}${by ? `, by ${by}` : ''}. The package has no file with its text.`;
}
