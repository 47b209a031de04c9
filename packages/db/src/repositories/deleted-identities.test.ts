import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount } from '../testing/rows.js';

describe.each(dialects)('deleted identities on $name', ({ open }) => {
  it('are known by their key with the moment of the deletion', async () => {
    const { deletedIdentities } = (await open()).store;
    await deletedIdentities.add('a', at(10));
    expect(await deletedIdentities.deletedAt('a')).toBe(at(10));
    expect(await deletedIdentities.deletedAt('b')).toBeUndefined();
  });

  it.each([
    ['later', 20, 20],
    ['earlier, by the clock of another replica', 5, 10],
  ])('count by the last deletion when one comes %s', async (_, second, counts) => {
    const { deletedIdentities } = (await open()).store;
    await deletedIdentities.add('a', at(10));
    await deletedIdentities.add('a', at(second));
    expect(await deletedIdentities.deletedAt('a')).toBe(at(counts));
  });

  it('are there with the deletion or not at all', async () => {
    const { store } = await open();
    await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const failed = store.transaction(async (tx) => {
      await tx.accounts.delete('usr_ada');
      await tx.deletedIdentities.add('a', at(10));
      expect(await tx.deletedIdentities.deletedAt('a')).toBe(at(10));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await store.accounts.byId('usr_ada')).toBeDefined();
    expect(await store.deletedIdentities.deletedAt('a')).toBeUndefined();
  });

  it('are forgotten when they were deleted before a moment', async () => {
    const { deletedIdentities } = (await open()).store;
    await deletedIdentities.add('a', at(10));
    await deletedIdentities.purge(at(10));
    expect(await deletedIdentities.deletedAt('a')).toBe(at(10));
    await deletedIdentities.purge(at(11));
    expect(await deletedIdentities.deletedAt('a')).toBeUndefined();
  });
});
