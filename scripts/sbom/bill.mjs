import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, root } from '../workspace.mjs';
import { licenceOf } from './licences.mjs';
import { closure, packages, partsOf, plain } from './lockfile.mjs';

const read = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** A package's address as the Package URL specification has it. */
function purlOf({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;
}

function component(id, required) {
  const { name, version } = partsOf(id);
  const { resolution } = packages[plain(id)];
  const [algorithm, digest] = resolution.integrity.split(/-(.*)/s);
  const licence = licenceOf(id);
  const [group, own] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    type: 'library',
    'bom-ref': purlOf({ name, version }),
    ...(group && { group }),
    name: own,
    version,
    scope: required ? 'required' : 'optional',
    hashes: [
      {
        alg: algorithm.replace(/^sha/, 'SHA-'),
        content: Buffer.from(digest, 'base64').toString('hex'),
      },
    ],
    ...(licence && { licenses: [described(licence)] }),
    purl: purlOf({ name, version }),
  };
}

const described = (licence) =>
  / (AND|OR|WITH) /.test(licence) ? { expression: licence } : { license: { id: licence } };

/** The same for the same lockfile, so that two of them can be compared. */
export function billOfMaterials() {
  const { name, version } = { ...read('.'), version: read('apps/server').version };
  const { direct, found, required } = closure();
  const byRef = new Map([...found.keys()].map((id) => [purlOf(partsOf(id)), id]));
  const needed = new Set([...required].map((id) => purlOf(partsOf(id))));
  const refs = [...byRef.keys()].sort();
  const self = `pkg:npm/${name}@${version}`;
  const needs = new Map(refs.map((ref) => [ref, new Set()]));
  for (const [id, ids] of found) {
    for (const each of ids) needs.get(purlOf(partsOf(id))).add(purlOf(partsOf(each)));
  }
  const dependencies = [
    { ref: self, dependsOn: [...new Set(direct.map((id) => purlOf(partsOf(id))))].sort() },
    ...refs.map((ref) => ({ ref, dependsOn: [...needs.get(ref)].sort() })),
  ];
  const components = refs.map((ref) => component(byRef.get(ref), needed.has(ref)));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(JSON.stringify([components, dependencies, version])),
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': self,
        name,
        version,
        licenses: [{ license: { id: read('.').license } }],
        purl: self,
        components: ours(),
      },
    },
    components,
    dependencies,
  };
}

/** The rooms of this repository that are in what is shipped. */
function ours() {
  return packageFolders()
    .filter((folder) => /^(packages|apps)\//.test(folder))
    .map(read)
    .map(({ name, version, license }) => ({
      type: 'library',
      'bom-ref': purlOf({ name, version }),
      group: '@profile',
      name: name.replace('@profile/', ''),
      version,
      licenses: [{ license: { id: license } }],
    }));
}

/** A UUID that is made of a text. */
function serialOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `urn:uuid:${[...groups, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`;
}
