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
});
