import { describe, expect, it } from 'vitest';
import type { Store } from './store.js';
import { dialects } from './testing/dialects.js';
import { at, newAccount, newMailToken, newSession } from './testing/rows.js';

const rounds = 25;
const contenders = 16;

interface Race {
  /** Sets the prize up for the user of a round. */
  prepare?(store: Store, user_id: string): Promise<unknown>;
  /** One contender's try; what it gives tells whether it won. */
  contend(store: Store, user_id: string, i: number): Promise<unknown>;
}

const later = { now: at(10), expires_at: at(2000) };

const races: Record<string, Race> = {
  'moves a session on': {
    prepare: (store, id) => store.sessions.create(newSession(id, { id: `ses_${id}` })),
    contend: (store, id) => store.sessions.rotate({ id: `ses_${id}`, generation: 0 }, later),
  },
  'uses a mailed token up': {
    prepare: (store, id) => store.mailTokens.replace(newMailToken(id, { id }), at(0)),
    contend: (store, id) => store.mailTokens.consume({ id, user_id: id }, at(10)),
  },
  'makes the first mailed token': {
    contend: (store, id) => store.mailTokens.replace(newMailToken(id), at(-60)),
  },
  'replaces a mailed token after its cooldown': {
    prepare: (store, id) => store.mailTokens.replace(newMailToken(id), at(0)),
    contend: (store, id) =>
      store.mailTokens.replace(newMailToken(id, { created_at: at(60) }), at(0)),
  },
  'replaces a password': {
    contend: (store, id, i) => store.accounts.replacePassword(id, 'hash', `hash ${i}`),
  },
  'changes a version of a profile': {
    contend: (store, id, i) =>
      store.profiles.update(id, { first_name: `Ada ${i}` }, { expected: 1, now: at(1) }),
  },
  'proves an address': {
    contend: (store, id) => store.accounts.verifyEmail(id, `${id}@example.com`, at(1)),
  },
  'gets an address, whatever the case': {
    contend: (store, id, i) =>
      store.accounts.create(newAccount({ email: inCase(`new-${id}@example.com`, i) })),
  },
  'gets a username, whatever the case': {
    contend: (store, id, i) =>
      store.accounts.create(newAccount({ username: inCase(`new-${id}`, i) })),
  },
};

/** One of many ways to write a word in large and small letters. */
function inCase(word: string, i: number): string {
  return word.replace(/[a-z]/g, (letter, at) =>
    (i >> (at % 4)) & 1 ? letter.toUpperCase() : letter,
  );
}

describe.each(dialects)('of several callers at once on $name', ({ open }) => {
  it.each(Object.entries(races))(
    'exactly one %s',
    async (_, { prepare, contend }) => {
      const { store, another } = await open();
      const stores = [store, await another()];
      for (let round = 0; round < rounds; round++) {
        const id = `usr_${round}`;
        await store.accounts.create(newAccount({ id }));
        await prepare?.(store, id);
        const tries = Array.from({ length: contenders }, (_, i) =>
          contend(stores[i % 2] ?? store, id, i),
        );
        expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      }
    },
    20_000,
  );
});
