import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount } from '../testing/rows.js';

describe.each(dialects)('profiles on $name', ({ open }) => {
  const whole = {
    first_name: 'Ada',
    last_name: 'Lovelace',
    display_name: 'Ada L.',
    phone: '+4930901820',
    locale: 'en-GB',
    timezone: 'Europe/London',
  };
  const fields = Object.keys(whole) as (keyof typeof whole)[];
  const id = 'usr_ada';

  async function openWithProfile(profile = {}) {
    const { store } = await open();
    await store.accounts.create(newAccount({ id }));
    await store.profiles.update(id, profile, { expected: undefined, now: at(1) });
    const before = await store.accounts.byId(id);
    const update = (patch: object, expected?: number) =>
      store.profiles.update(id, patch, { expected, now: at(9) });
    return { store, before, update, after: () => store.accounts.byId(id) };
  }

  it.each(fields)('set %s alone, then clear it, and raise the version each time', async (field) => {
    const { before, update, after } = await openWithProfile();
    const set = { ...before, [field]: whole[field], version: 2, updated_at: at(9) };
    expect(await update({ [field]: whole[field] })).toEqual(set);
    expect(await after()).toEqual(set);
    expect(await update({ [field]: null })).toEqual({ ...set, [field]: null, version: 3 });
  });

  it('set all fields at once, in whatever order they come', async () => {
    const { before, update } = await openWithProfile();
    const reversed = Object.fromEntries(Object.entries(whole).reverse());
    const set = { ...before, ...whole, version: 2, updated_at: at(9) };
    expect(await update(reversed)).toEqual(set);
    expect(await update({ ...whole, locale: 'de' })).toEqual({ ...set, locale: 'de', version: 3 });
  });

  it.each([
    ['no field', {}],
    ['only undefined fields', { first_name: undefined, phone: undefined }],
    ['the values it has', whole],
    ['one value that it has', { timezone: 'Europe/London' }],
  ])('change nothing by %s', async (_, patch) => {
    const { before, update, after } = await openWithProfile(whole);
    expect(await update(patch)).toBeUndefined();
    expect(await update(patch, before?.version)).toBeUndefined();
    expect(await after()).toEqual(before);
  });

  it('change nothing by clearing what is clear', async () => {
    const { before, update, after } = await openWithProfile();
    expect(await update({ first_name: null, phone: null })).toBeUndefined();
    expect(await after()).toEqual(before);
  });

  it('keep the fields that are undefined, beside others that change', async () => {
    const { before, update } = await openWithProfile(whole);
    expect(await update({ first_name: undefined, last_name: 'King' })).toEqual({
      ...before,
      last_name: 'King',
      version: 3,
      updated_at: at(9),
    });
  });

  it.each([
    ['the version', 2, true],
    ['an older version', 1, false],
    ['a version to come', 3, false],
    ['no version', 0, false],
    ['a negative version', -1, false],
    ['a version that no column holds', 99_999_999_999, false],
    ['a negative version that no column holds', -99_999_999_999, false],
  ])('apply to %s that is expected, or not', async (_, expected, applies) => {
    const { before, update, after } = await openWithProfile(whole);
    const updated = await update({ locale: 'de' }, expected);
    expect(updated?.locale).toBe(applies ? 'de' : undefined);
    expect(await after()).toEqual(applies ? updated : before);
  });

  it('leave other people alone, and know nobody by another id', async () => {
    const { store, update } = await openWithProfile();
    const bystander = await store.accounts.create(newAccount({ id: 'usr_eve' }));
    await update(whole);
    expect(await store.accounts.byId('usr_eve')).toEqual(bystander);
    const unknown = store.profiles.update('usr_x', whole, { expected: undefined, now: at(9) });
    expect(await unknown).toBeUndefined();
  });

  it.each(["O'Hara", '"; DROP TABLE users; --', '$1 ? :now', '🦉 é ﷽', ' '])(
    'keep %j as it is',
    async (first_name) => {
      const { update } = await openWithProfile();
      expect((await update({ first_name }))?.first_name).toBe(first_name);
    },
  );

  it('are changed field by field by two who know no version', async () => {
    const { update, after } = await openWithProfile();
    await Promise.all([update({ first_name: 'Ada' }), update({ last_name: 'King' })]);
    expect(await after()).toMatchObject({ first_name: 'Ada', last_name: 'King', version: 3 });
  });
});
