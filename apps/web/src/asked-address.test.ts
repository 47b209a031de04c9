import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';

const entries = new Map<string, string>();
beforeEach(() => {
  entries.clear();
  vi.resetModules();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
    removeItem: (key: string) => entries.delete(key),
  });
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});

it.each([
  [59, 'ada@example.com'],
  [61, ''],
])('An address is known %i minutes after a mail was asked for: %j', async (minutes, expected) => {
  const { rememberAddress, takeAddress, knownAddress } = await import('./asked-address.js');
  rememberAddress('ada@example.com');
  vi.advanceTimersByTime(minutes * 60_000);
  takeAddress();
  expect([knownAddress(), entries.size]).toEqual([expected, 0]);
});

it('Whatever else is kept there is no address, and a browser that keeps nothing does no harm', async () => {
  const { rememberAddress, takeAddress, knownAddress } = await import('./asked-address.js');
  for (const text of ['{', 'null', '{"email":5,"until":1e99}']) {
    entries.set('profile.forgotten-password', text);
    takeAddress();
    expect(entries.size).toBe(0);
  }
  vi.stubGlobal('localStorage', undefined);
  rememberAddress('ada@example.com');
  takeAddress();
  expect(knownAddress()).toBe('');
});

const entry = (until: unknown) => JSON.stringify({ email: 'ada@example.com', until });
const name = 'profile.forgotten-password';

it.each([
  ['whose hour has passed', () => entry(Date.now() - 1), 0],
  ['of another clock', () => entry(Date.now() + 7_200_000), 0],
  ['that says no time', () => entry(undefined), 0],
  ['that is no entry', () => '{', 0],
  ['whose hour lasts', () => entry(Date.now() + 60_000), 1],
])('When the page loads it looks at an entry %s', async (_, kept, left) => {
  entries.set(name, kept());
  await import('./asked-address.js');
  expect(entries.size).toBe(left);
});

it('An address goes when its hour has passed, on a page that stays open', async () => {
  const { rememberAddress } = await import('./asked-address.js');
  rememberAddress('ada@example.com');
  vi.advanceTimersByTime(59 * 60_000);
  expect(entries.size).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(entries.size).toBe(0);
});

it('A page that finds an address lets it go in time, but not one that another tab was given since', async () => {
  entries.set(name, entry(Date.now() + 60_000));
  await import('./asked-address.js');
  entries.set(name, entry(Date.now() + 120_000));
  vi.advanceTimersByTime(119_000);
  expect(entries.size).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(entries.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
