import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at } from '../testing/rows.js';

describe.each(dialects)('signing keys on $name', ({ open }) => {
  const key = (id: string, seconds: number) => ({
    id,
    alg: 'ES256',
    public_jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: "y'" },
    private_jwk: 'sealed',
    created_at: at(seconds),
    active_from: at(seconds),
    retired_at: null,
  });

  it('come oldest first, as they were put in', async () => {
    const { store } = await open();
    expect(await store.signingKeys.all()).toEqual([]);
    const keys = [key('b', 20), key('c', 30), key('a', 10)];
    for (const each of keys) await store.signingKeys.add(each);
    expect(await store.signingKeys.all()).toEqual([key('a', 10), key('b', 20), key('c', 30)]);
  });

  it('have each id once', async () => {
    const { store } = await open();
    await store.signingKeys.add(key('a', 10));
    await expect(store.signingKeys.add(key('a', 20))).rejects.toThrow();
    expect(await store.signingKeys.all()).toEqual([key('a', 10)]);
  });

  it('retire alone, may do so earlier than was said, and never later', async () => {
    const { store } = await open();
    await store.signingKeys.add(key('a', 10));
    await store.signingKeys.add(key('b', 20));
    const retirement = async () => (await store.signingKeys.all()).map((each) => each.retired_at);
    await store.signingKeys.retire('a', at(100));
    expect(await retirement()).toEqual([at(100), null]);
    await store.signingKeys.retire('a', at(200));
    expect(await retirement()).toEqual([at(100), null]);
    await store.signingKeys.retire('a', at(50));
    expect(await retirement()).toEqual([at(50), null]);
  });

  it('are forgotten when they retired before a moment', async () => {
    const { store } = await open();
    for (const id of ['a', 'b', 'c']) await store.signingKeys.add(key(id, 10));
    await store.signingKeys.retire('a', at(99));
    await store.signingKeys.retire('b', at(100));
    await store.signingKeys.purge(at(100));
    expect((await store.signingKeys.all()).map(({ id }) => id).sort()).toEqual(['b', 'c']);
  });
});
