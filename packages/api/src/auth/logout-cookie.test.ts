import { describe, expect, it } from 'vitest';
import { testCookie } from '../testing/cookie.js';
import { openWithCookie } from '../testing/kept-session.js';

const refused = { reason: 'invalid_refresh_token', status: 401 };
const elsewhere = { reason: 'origin_not_allowed', status: 403 };
const month = 30 * 86_400_000;

describe('signing out', () => {
  it.each([
    ['with its access token', true],
    ['without an access token', false],
  ])('%s ends the session of the cookie, which goes', async (_, signedIn) => {
    for (const scope of [undefined, 'current', 'all'] as const) {
      const { as, ada, tokenOf, revoked } = await openWithCookie();
      const other = await ada.openSession();
      const cookie = testCookie({ sent: [tokenOf(0)] });
      const session = signedIn ? ada.session : undefined;
      await as({ session, cookie }).auth.logout(scope && { scope });
      expect([await revoked(ada.session), cookie.told]).toEqual([true, ['forget']]);
      expect(await revoked(other.id)).toBe(scope === 'all');
    }
  });

  it.each([true, false])('of the others keeps this one and its cookie', async (signedIn) => {
    const { as, ada, tokenOf, revoked } = await openWithCookie();
    const other = await ada.openSession();
    const cookie = testCookie({ sent: [tokenOf(0)] });
    const session = signedIn ? ada.session : undefined;
    await as({ session, cookie }).auth.logout({ scope: 'others' });
    expect([await revoked(ada.session), await revoked(other.id)]).toEqual([false, true]);
    expect(cookie.told).toEqual([]);
  });

  it('by an access token of another session ends both, since nobody could end the other any more', async () => {
    const { as, ada, account, tokenOf, revoked } = await openWithCookie();
    const eve = await account('eve');
    const cookie = testCookie({ sent: [tokenOf(0)] });
    await as({ session: eve.session, cookie }).auth.logout();
    expect([await revoked(eve.session), await revoked(ada.session)]).toEqual([true, true]);
    expect(cookie.told).toEqual(['forget']);
  });

  it('by an access token works whatever is in the cookie', async () => {
    const { as, ada, tokenOf, revoked } = await openWithCookie();
    for (const [sent, told] of [
      [['made-up'], ['forget']],
      [[tokenOf(0), 'planted'], []],
    ] as const) {
      const { id: session } = await ada.openSession();
      const cookie = testCookie({ sent: [...sent] });
      await as({ session, cookie }).auth.logout();
      expect([await revoked(session), cookie.told]).toEqual([true, told]);
    }
    expect(await revoked(ada.session)).toBe(false);
  });

  it('by the cookie alone needs one that a refresh would take', async () => {
    const { as, ada, tokenOf, revoked, pass, execute } = await openWithCookie();
    const leave = async (sent: string[]) => {
      const cookie = testCookie({ sent });
      await expect(as({ cookie }).auth.logout()).rejects.toMatchObject(refused);
      return cookie.told;
    };
    expect(await leave(['made-up'])).toEqual(['forget']);
    expect(await leave([tokenOf(0), tokenOf(0)])).toEqual([]);
    await execute('UPDATE users SET is_active = false');
    expect(await leave([tokenOf(0)])).toEqual(['forget']);
    await execute('UPDATE users SET is_active = true');
    expect(await revoked(ada.session)).toBe(false);
    await as().auth.refresh({ refresh_token: tokenOf(0) });
    pass(10_001);
    // A replay, which ends the session as it does at a refresh.
    expect(await leave([tokenOf(0)])).toEqual(['forget']);
    expect(await revoked(ada.session)).toBe(true);
    expect(await leave([tokenOf(1)])).toEqual(['forget']);
  });

  it('by the cookie of an expired session is refused', async () => {
    const { as, tokenOf, pass } = await openWithCookie();
    pass(month);
    const cookie = testCookie({ sent: [tokenOf(0)] });
    await expect(as({ cookie }).auth.logout()).rejects.toMatchObject(refused);
    expect(cookie.told).toEqual(['forget']);
  });

  it('from a page that may not have the cookie ends nothing, whoever calls', async () => {
    const { as, ada, tokenOf, revoked } = await openWithCookie();
    for (const session of [undefined, ada.session]) {
      const cookie = testCookie({ sent: [tokenOf(0)], allowed: false });
      await expect(as({ session, cookie }).auth.logout()).rejects.toMatchObject(elsewhere);
      expect(cookie.told).toEqual([]);
    }
    expect(await revoked(ada.session)).toBe(false);
  });
});
