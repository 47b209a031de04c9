import { expect, it } from 'vitest';
import { openApi } from '../testing/context.js';

it('the legacy profile has empty names and nulls where nothing is set', async () => {
  const { account, asRest, at } = await openApi();
  const { session } = await account();
  const profile = await asRest({ session }).legacy.profile();
  const expected = {
    id: 1,
    username: 'ada',
    email: 'ada@example.com',
    first_name: '',
    last_name: '',
    number_phone: null,
    avatar: null,
    date_joined: at(),
    last_login: null,
    is_active: true,
    is_staff: false,
    is_superuser: false,
  };
  expect(profile).toStrictEqual(expected);
  expect(Object.keys(profile)).toEqual(Object.keys(expected));
});

it.each([
  ['+4930901820', '30901820'],
  ['+12125550123', '2125550123'],
  ['+4915112345678', null],
])('the legacy profile gives the number of %s as %s', async (phone, number_phone) => {
  const { account, as, asRest } = await openApi();
  const { session } = await account();
  await as({ session }).profile.update({ first_name: 'Ada', last_name: 'Lovelace', phone });
  const profile = await asRest({ session }).legacy.profile();
  expect(profile).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace', number_phone });
});

it('the legacy profile tells when somebody last signed in, and the staff flags', async () => {
  const { account, as, asRest, execute, at, pass } = await openApi();
  const { session } = await account();
  pass(5000);
  await as().auth.login({ login: 'ada', password: 'violet-anchor-73-mosaic' });
  await execute("UPDATE users SET is_staff = true, avatar_url = '/media/avatars/ada.png'");
  expect(await asRest({ session }).legacy.profile()).toMatchObject({
    last_login: at(),
    avatar: '/media/avatars/ada.png',
    is_staff: true,
    is_superuser: false,
  });
});
