import { describe, expect, it } from 'vitest';
import { appRouter } from '../router.js';
import { openApi } from '../testing/context.js';

const whole = {
  first_name: 'Ada',
  last_name: 'Lovelace',
  display_name: 'Ada L.',
  phone: '+4930901820',
  locale: 'en-GB',
  timezone: 'Europe/London',
};
const fields = Object.keys(whole) as (keyof typeof whole)[];
const stale = { reason: 'stale_version', status: 412 };

async function openProfile(given: Partial<typeof whole> = {}) {
  const api = await openApi();
  const { session, id } = await api.account();
  const { get, update } = api.as({ session }).profile;
  await update(given);
  const before = await get();
  api.pass(5000);
  return { ...api, get, update, id, before };
}

describe('profile.get', () => {
  it('gives exactly what people may see of themselves', async () => {
    const { get, id, at } = await openProfile();
    expect(await get()).toStrictEqual({
      id,
      username: 'ada',
      email: 'ada@example.com',
      email_verified: false,
      first_name: null,
      last_name: null,
      display_name: null,
      phone: null,
      locale: null,
      timezone: null,
      avatar_url: null,
      created_at: at(-5000),
      updated_at: at(-5000),
      version: 1,
    });
  });
});

describe('profile.update', () => {
  it.each(fields)('sets %s, keeps it when it is absent, clears it by null', async (field) => {
    const { get, update, before, at } = await openProfile();
    const set = { ...before, [field]: whole[field], version: 2, updated_at: at() };
    expect(await update({ [field]: whole[field] })).toEqual(set);
    const other = field === 'locale' ? 'timezone' : 'locale';
    expect(await update({ [other]: whole[other] })).toMatchObject({ [field]: whole[field] });
    expect(await update({ [field]: null })).toMatchObject({ [field]: null, version: 4 });
    expect((await get())[other]).toBe(whole[other]);
  });

  it.each([
    [{ first_name: '  Ada ' }, { first_name: 'Ada' }],
    [{ last_name: 'Lovelace\u0301' }, { last_name: 'Lovelac\u00e9' }],
    [{ phone: '+49 (30) 901-820' }, { phone: '+4930901820' }],
    [{ locale: 'EN-gb' }, { locale: 'en-GB' }],
    [{ timezone: 'asia/kolkata' }, { timezone: 'Asia/Kolkata' }],
  ])('keeps %j as %j', async (given, kept) => {
    const { update, get } = await openProfile();
    expect(await update(given)).toMatchObject(kept);
    expect(await get()).toMatchObject(kept);
  });

  it.each([
    ['nothing', {}],
    ['the same values', whole],
    ['one same value', { phone: whole.phone }],
    ['the same values in another form', { phone: '+49 30 901820', locale: 'EN-gb' }],
    ['nothing, with the version', { expected_version: 2 }],
    ['the same values, with the version', { ...whole, expected_version: 2 }],
  ])('keeps the version when it is given %s', async (_, given) => {
    const { update, get, before } = await openProfile(whole);
    expect(await update(given)).toEqual(before);
    expect(await get()).toEqual(before);
  });

  it('applies to the expected version', async () => {
    const { update } = await openProfile(whole);
    const patch = { locale: 'de', expected_version: 2 };
    expect(await update(patch)).toMatchObject({ locale: 'de', version: 3 });
  });

  it.each([
    ['a change', { locale: 'de' }],
    ['the same values', whole],
    ['nothing', {}],
  ])('refuses %s for another version than the expected one', async (_, given) => {
    const { update, get, before } = await openProfile(whole);
    for (const expected_version of [1, 3, 0, -1]) {
      await expect(update({ ...given, expected_version })).rejects.toMatchObject(stale);
    }
    expect(await get()).toEqual(before);
  });

  it('lets one of two at once change the version that both expect', async () => {
    const { update, get } = await openProfile();
    for (let version = 1; version <= 20; version++) {
      const patches = ['a', 'b'].map((name) => ({ first_name: `${name} ${version}` }));
      const outcomes = await Promise.allSettled(
        patches.map((patch) => update({ ...patch, expected_version: version })),
      );
      const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toMatchObject([{ reason: stale }]);
      expect(await get()).toEqual(won[0]?.value);
      expect(won[0]?.value.version).toBe(version + 1);
    }
  });

  it('lets the last writer win field by field when nobody expects a version', async () => {
    const { update, get } = await openProfile();
    const patches = fields.map((field) => ({ [field]: whole[field] }));
    await Promise.all(patches.map((patch) => update(patch)));
    expect(await get()).toMatchObject({ ...whole, version: 1 + fields.length });
    await update({ first_name: 'first' });
    await update({ first_name: 'second' });
    expect((await get()).first_name).toBe('second');
  });

  it.each([
    ['is_staff', true],
    ['is_superuser', true],
    ['is_active', true],
    ['email', 'eve@example.com'],
    ['email_verified', true],
    ['username', 'eve'],
    ['password_hash', 'x'],
    ['id', 'usr_x'],
    ['legacy_id', 1],
    ['version', 9],
    ['avatar_url', '/x.png'],
    ['constructor', 'x'],
  ])('refuses %s as it does any unknown field', async (field, value) => {
    const { update, get, before } = await openProfile();
    const msg = 'Extra inputs are not permitted';
    await expect(update({ first_name: 'Ada', [field]: value })).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ type: 'extra_forbidden', loc: ['body', field], msg }] },
    });
    expect(await get()).toEqual(before);
  });

  it('says all faults together, and keeps nothing of a patch that has one', async () => {
    const { update, get, before } = await openProfile();
    const bad = { zzz: 1, timezone: 'Mars', phone: 5, first_name: 'Ada', last_name: '' };
    const refused = update(bad as never);
    await expect(refused).rejects.toMatchObject({
      details: {
        faults: [
          { type: 'string_too_short', loc: ['body', 'last_name'] },
          { type: 'string_type', loc: ['body', 'phone'] },
          { type: 'value_error', loc: ['body', 'timezone'] },
          { type: 'extra_forbidden', loc: ['body', 'zzz'] },
        ],
      },
    });
    expect(await get()).toEqual(before);
  });

  it('says invalid_token when the account is gone by the time it writes', async () => {
    const { context, execute, account } = await openApi();
    const { session } = await account('eve');
    const ctx = context({ session });
    const authenticate = async () => {
      const caller = await ctx.authenticate();
      await execute('DELETE FROM users');
      return caller;
    };
    const { profile } = appRouter.createCaller({ ...ctx, authenticate });
    await expect(profile.update(whole)).rejects.toMatchObject({ reason: 'invalid_token' });
  });
});
