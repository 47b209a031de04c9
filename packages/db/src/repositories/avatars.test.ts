import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount } from '../testing/rows.js';

describe.each(dialects)('avatars on $name', ({ open }) => {
  it('are out of use from the first moment until they are shown', async () => {
    const { avatars } = (await open()).store;
    await avatars.begin('a', 'usr_ada', at(0));
    expect(await avatars.unused(at(1), 10)).toEqual(['a']);
    expect(await avatars.show('a', 'usr_ada', at(2))).toEqual([]);
    expect(await avatars.unused(at(9), 10)).toEqual([]);
  });

  it('give way to the next of the same user, and to no other’s', async () => {
    const { avatars } = (await open()).store;
    for (const [id, user] of [
      ['a', 'usr_ada'],
      ['b', 'usr_bob'],
      ['c', 'usr_ada'],
    ] as const) {
      await avatars.begin(id, user, at(0));
      expect(await avatars.show(id, user, at(1))).toEqual(id === 'c' ? ['a'] : []);
    }
    expect(await avatars.unused(at(9), 10)).toEqual(['a']);
  });

  it('can’t be shown when they were forgotten, which takes the change of the profile along', async () => {
    const { store } = await open();
    await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const shown = store.transaction(async (tx) => {
      await tx.profiles.update(
        'usr_ada',
        { avatar_url: '/x' },
        { expected: undefined, now: at(1) },
      );
      await tx.avatars.show('a', 'usr_ada', at(1));
    });
    await expect(shown).rejects.toThrow('forgotten');
    expect((await store.accounts.byId('usr_ada'))?.avatar_url).toBeNull();
  });

  it('of several shown at once, by two replicas, one is left', async () => {
    const { store, another } = await open();
    const stores = [store, await another()];
    await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const ids = Array.from({ length: 12 }, (_, i) => `picture ${i}`);
    await Promise.all(
      ids.map(async (id, i) => {
        const mine = stores[i % 2] ?? store;
        await mine.avatars.begin(id, 'usr_ada', at(0));
        await mine.transaction(async (tx) => {
          const change = { avatar_url: id };
          await tx.profiles.update('usr_ada', change, { expected: undefined, now: at(1) });
          await tx.avatars.show(id, 'usr_ada', at(1));
        });
      }),
    );
    const { avatar_url } = (await store.accounts.byId('usr_ada')) ?? {};
    const unused = await store.avatars.unused(at(9), 100);
    expect(unused.sort()).toEqual(ids.filter((id) => id !== avatar_url).sort());
  });

  it('are dropped with their account, and told oldest first, so many at a time', async () => {
    const { avatars } = (await open()).store;
    for (const [i, id] of ['a', 'b', 'c'].entries()) {
      await avatars.begin(id, `usr_${id}`, at(0));
      await avatars.show(id, `usr_${id}`, at(0));
      expect(await avatars.drop(`usr_${id}`, at(9 - i))).toEqual([id]);
    }
    expect(await avatars.drop('usr_a', at(10))).toEqual([]);
    expect(await avatars.unused(at(9), 10)).toEqual(['c', 'b']);
    expect(await avatars.unused(at(10), 1)).toEqual(['c']);
  });

  it('are forgotten when they are out of use, and else stay', async () => {
    const { avatars } = (await open()).store;
    await avatars.begin('a', 'usr_ada', at(0));
    await avatars.begin('b', 'usr_bob', at(0));
    await avatars.show('b', 'usr_bob', at(0));
    for (const id of ['a', 'b']) await avatars.forget(id);
    expect(await avatars.unused(at(9), 10)).toEqual([]);
    expect(await avatars.drop('usr_bob', at(1))).toEqual(['b']);
  });
});
