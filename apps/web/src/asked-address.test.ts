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
