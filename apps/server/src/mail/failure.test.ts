import { describe, expect, it } from 'vitest';
import { nextTry } from './backoff.js';
import { describeFailure, isRefusal } from './failure.js';

const answered = (response: string, more: object) =>
  Object.assign(new Error(`Can't send mail: ${response}`), { response, ...more });

describe('a failed try', () => {
  it('is kept as one short line without the address or a token', () => {
    const token = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4';
    const error = answered(`550-5.1.1 <ada@example.com>:\r\n550 no\u0000 ?token=${token} here`, {});
    expect(describeFailure(error)).toBe('550-5.1.1 [address] 550 no ?token=[…] here');
    expect(describeFailure(answered('4 '.repeat(500), {}))).toHaveLength(200);
  });

  it('without a reply is kept as what went wrong', () => {
    expect(describeFailure(new Error('connect ECONNREFUSED 127.0.0.1:25'))).toBe(
      'connect ECONNREFUSED 127.0.0.1:25',
    );
    expect(describeFailure('x')).toBe('string');
  });

  it.each([
    ['RCPT TO', true, true],
    ['RCPT TO', false, false],
    // Wrong settings of ours, which somebody may mend within the day.
    ['MAIL FROM', true, false],
    ['AUTH', true, false],
    ['DATA', true, false],
  ])('at %s, permanent or not (%s), is the last one: %s', (command, permanent, last) => {
    expect(isRefusal(answered('', { command, permanent }))).toBe(last);
  });

  it.each([
    ['550 5.1.1 no such user', true],
    ['550 no such user', true],
    ['552 5.2.2 mailbox full', true],
    ['554 5.7.1 <ada@example.com>: Relay access denied', false],
    ['550-5.7.26 This mail has been blocked', false],
    ['530 Authentication required', false],
  ])('with %s is the last one unless it is about us: %s', (response, last) => {
    const refused = { command: 'RCPT TO', permanent: true };
    expect(isRefusal(answered(response, refused))).toBe(last);
  });
});

describe('the pause before the next try', () => {
  const created_at = '2026-01-01T00:00:00.000Z';
  const now = new Date('2026-01-01T00:01:00Z');
  const pause = (tries: number, random: number) =>
    Date.parse(nextTry({ tries, created_at }, now, random) ?? '') - now.getTime();

  it('doubles from five seconds to an hour, and lies anywhere below that', () => {
    expect([0, 1, 2, 9, 10, 5000].map((tries) => pause(tries, 1))).toEqual([
      5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
    expect(pause(3, 0.25)).toBe(10_000);
    expect(pause(3, 0)).toBe(0);
  });

  it('is for ever after a day', () => {
    const late = (at: string) => nextTry({ tries: 30, created_at }, new Date(at), 1);
    expect(late('2026-01-01T23:59:59.999Z')).toBe('2026-01-02T00:59:59.999Z');
    expect(late('2026-01-02T00:00:00.000Z')).toBeNull();
  });
});
