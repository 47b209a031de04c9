import { memoryTokenStore } from '@profile/sdk';
import { useEmailVerification, useProfile, useProfileMutation } from '@profile/sdk/react';
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientOf, run, signUp, startServer } from './app.js';

const all = () => ({
  verification: useEmailVerification(),
  profile: useProfile(),
  request: useProfileMutation('email.requestVerification'),
  confirm: useProfileMutation('email.confirmVerification'),
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Somebody who has just signed up; the server's clock stands still. */
async function start() {
  const server = await startServer();
  const { user, client, ...watched } = await signUp(server);
  const app = run(client, all);
  await app.until(({ verification, profile }) => verification.data && profile.data);
  const seconds = () => app.now().verification.secondsUntilResend;
  return { server, user, client, app, seconds, ...watched };
}

/** Has time stand still on the device as well, but for `pass`. */
function stop() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
}

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

/** Waits while time stands still. */
async function still(is: () => unknown) {
  while (!is()) {
    await pass(0);
    await new Promise(setImmediate);
  }
}

/** As `start`, but the server has just said that it is 60 seconds. */
async function startCountdown() {
  const started = await start();
  stop();
  started.app.now().request.mutate();
  await still(() => started.app.now().request.error);
  expect(started.app.now().request.error?.code).toBe('verification_cooldown');
  return started;
}

describe('the countdown to another mail', () => {
  it('begins with what the server says, goes by seconds, and stops at 0', async () => {
    const { app, seconds } = await startCountdown();
    expect(seconds()).toBe(60);
    await pass(999);
    expect(seconds()).toBe(60);
    await pass(1);
    expect(seconds()).toBe(59);
    await pass(10_000);
    expect(seconds()).toBe(49);
    await pass(48_999);
    expect(seconds()).toBe(1);
    await pass(1);
    expect(seconds()).toBe(0);
    await pass(600_000);
    expect(seconds()).toBe(0);
    expect(app.now().verification.data?.status).toBe('pending');
  });

  it('has one timer, none at 0, and none once it is left', async () => {
    const { app } = await startCountdown();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const ticks = () => timers.mock.calls.filter(([, wait]) => wait === 1000).length;
    await pass(5000);
    expect(ticks()).toBe(5);
    await pass(600_000);
    expect(ticks()).toBe(59);
    app.now().request.mutate();
    await still(() => app.now().verification.secondsUntilResend === 60);
    expect(ticks()).toBe(60);
    app.unmount();
    await pass(600_000);
    expect(ticks()).toBe(60);
  });

  it('goes on right after the device has slept, by whichever clock has seen it', async () => {
    const { seconds } = await startCountdown();
    // No timer came, and the clock that nobody sets stood still.
    vi.setSystemTime(Date.now() + 30_000);
    await pass(1000);
    expect(seconds()).toBe(29);
  });

  it("doesn't mind that the device's clock is set back", async () => {
    const { seconds } = await startCountdown();
    vi.setSystemTime(Date.now() - 3_600_000);
    await pass(5000);
    expect(seconds()).toBe(55);
  });

  it.each([
    ['an hour ahead', 3_600_000, 0],
    ['an hour behind', -3_600_000, 60],
  ])(
    'on a device that is %s is never more than the whole, and is corrected',
    async (_, off, most) => {
      const { client } = await signUp(await startServer());
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + off });
      // What shows it and what asks for the mail are far from each other.
      const shown = run(client, useEmailVerification);
      const request = () => useProfileMutation('email.requestVerification');
      const asking = run(client, request, shown.queries);
      await shown.until(({ data }) => data);
      const { secondsUntilResend } = shown.now();
      expect(secondsUntilResend).toBeLessThanOrEqual(most);
      expect(secondsUntilResend > 0).toBe(most > 0);
      stop();
      asking.now().mutate();
      await still(() => asking.now().error);
      await still(() => shown.now().secondsUntilResend === 60);
      await pass(1000);
      expect(shown.now().secondsUntilResend).toBe(59);
    },
  );

  it("begins anew when a mail was sent, whatever the device's clock says", async () => {
    const { server, app, seconds, user } = await start();
    await server.clock.advance({ minutes: 2 });
    const before = (await server.inbox.all(user.email)).length;
    stop();
    vi.setSystemTime(Date.now() + 3_600_000);
    app.now().request.mutate();
    await still(() => app.now().request.isSuccess);
    expect(seconds()).toBe(60);
    vi.useRealTimers();
    expect(await server.inbox.all(user.email)).toHaveLength(before + 1);
  });
});

describe('a proof of the address', () => {
  it('is shown, and in the profile, without being asked for', async () => {
    const { server, app, user } = await start();
    const mail = await server.inbox.latest(user.email);
    app.now().confirm.mutate({ code: mail?.code ?? '' });
    await app.until(({ verification }) => verification.data?.status === 'verified');
    await app.until(({ profile }) => profile.data?.email_verified);
    expect(app.now().verification.secondsUntilResend).toBe(0);
  });

  it('that another device gave is shown when one comes back to the page', async () => {
    const { server, app, user } = await start();
    const elsewhere = clientOf(server, memoryTokenStore(user.tokens)).client;
    const mail = await server.inbox.latest(user.email);
    await elsewhere.email.confirmVerification({ token: mail?.token ?? '' });
    expect(app.now().verification.data?.status).toBe('pending');
    window.dispatchEvent(
      new (window as typeof globalThis.window & { Event: typeof Event }).Event('visibilitychange'),
    );
    await app.until(({ verification }) => verification.data?.status === 'verified');
  });
});
