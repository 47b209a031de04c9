import { readFileSync } from 'node:fs';

/**
 * What libraries do at each start and no start of ours needs, done in less, and in the bundle alone. Everywhere
 * else the libraries are as they are; what holds of the bundle, the tests of whole systems say.
 */
const edits = [
  {
    // Its build has a helper where its source spreads objects.
    where: '@trpc/server/dist/getErrorShape-*.mjs',
    what: /(?<=function _objectSpread2\()e\) \{.*?\n\}/s,
    by: '...all) { return all.reduce((one, other) => ({ ...one, ...other })); }',
  },
  {
    // `meta` copies its schema. The document, which alone shows what it says, is written at the build.
    where: 'zod/v4/classic/schemas.js',
    what: /(?<=\n {4}meta\(\.\.\.args\) \{(?:\n {8}.*)+?)const cl = this\.clone\(\);(?:\n {8}.*)+?return cl;(?=\n {4}\},)/,
    by: 'return this;',
  },
  {
    // Each kind of schema gets a copy of the methods of those it is made of. They can be inherited.
    where: 'zod/v4/core/util.js',
    what: /export function members\(proto, table\) \{/,
    by: `const inherited = new WeakMap();
      export function members(proto, table) {
        const above = Object.getPrototypeOf(proto);
        if (!inherited.has(above)) inherited.set(above, new Map());
        const tables = inherited.get(above);
        if (!tables.has(table)) {
          const between = Object.create(above);
          copyMembers(between, table);
          tables.set(table, between);
        }
        Object.setPrototypeOf(proto, tables.get(table));
      }
      function copyMembers(proto, table) {`,
  },
  {
    // Each time a schema is made it looks for methods that somebody has added to its kinds by hand.
    where: 'zod/v4/core/core.js',
    what: /(?<=\n {8}const proto = _\.prototype;)\n {8}for \(const k in proto\) \{.*?\n {8}\}\n/s,
    by: '',
  },
  {
    // Several times a route it says what it does, to nobody.
    where: 'avvio/lib/debug.js',
    what: /const debug = debuglog\('avvio'\)/,
    by: 'const debug = () => {}',
  },
  {
    // A function is compiled for each part of an address,
    where: 'find-my-way/lib/node.js',
    what: /(?<=\nfunction compilePrefixMatch \(prefix\) \{\n).*?(?=\n\}\n)/s,
    by: '  return (path, i) => path.startsWith(prefix, i)',
  },
  {
    // for each route one that names its parameters,
    where: 'find-my-way/lib/handler-storage.js',
    what: /(?<=\n {2}_compileCreateParamsObject \(params\) \{)(?=\n)/,
    by: ' if (params.length === 0) return () => new NullObject()',
  },
  {
    // and one that compares constraints, of which we have none.
    where: 'find-my-way/lib/handler-storage.js',
    what: /(?<=if \(!isMergedTree\) \{\n {6})this\._compileGetHandlerMatchingConstraints\(constrainer, constraints\)/,
    by: `this._getHandlerMatchingConstraints = (derived) => {
        this._compileGetHandlerMatchingConstraints(constrainer);
        return this._getHandlerMatchingConstraints(derived);
      }`,
  },
];

/** An edit that a library's new version doesn't fit fails the build: it wants another look. */
export const lighter = {
  name: 'lighter',
  setup({ onLoad, onEnd }) {
    const made = new Set();
    for (const where of new Set(edits.map((edit) => edit.where))) {
      onLoad({ filter: endingWith(where) }, ({ path }) => {
        let contents = readFileSync(path, 'utf8');
        for (const edit of edits.filter((one) => one.where === where)) {
          contents = contents.replace(edit.what, (found) => {
            made.add(edit);
            // As many lines, so that the source map stays right.
            return edit.by.replaceAll(/\n\s*/g, ' ') + '\n'.repeat(found.split('\n').length - 1);
          });
        }
        return { contents };
      });
    }
    onEnd(() => {
      const missed = edits.filter((edit) => !made.has(edit));
      if (missed.length === 0) return;
      const places = missed.map(({ where, what }) => `${where} has no ${what}`);
      throw new Error(`lighter.mjs doesn't fit: ${places.join('; ')}`);
    });
  },
};

function endingWith(where) {
  const escaped = where.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]').replace('*', '[\\w-]+');
  return new RegExp(`[\\\\/]${escaped}$`);
}
