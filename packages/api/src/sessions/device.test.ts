import { describe, expect, it } from 'vitest';
import { knownDeviceName } from './device.js';

const on = (system: string, programs: string) => `Mozilla/5.0 (${system}) ${programs}`;
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the name that a mail says a device by', () => {
  it.each([
    [on('X11; Linux x86_64; rv:140.0', 'Gecko/20100101 Firefox/140.0'), 'Firefox (Linux)'],
    [
      on('Windows NT 10.0; Win64; x64', `${webkit} Chrome/140.0.0.0 Safari/537.36`),
      'Chrome (Windows)',
    ],
    [
      on(
        'iPhone; CPU iPhone OS 18_5 like Mac OS X',
        'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      ),
      'Safari (iOS)',
    ],
    ['MyApp/3.1 (Linux)', 'Linux'],
  ])('of %s is %s', (userAgent, name) => expect(knownDeviceName(userAgent)).toBe(name));

  it.each([
    null,
    '',
    'curl/8.5.0',
    'evil.example/1.0 ',
    'Your account is hacked, call us/1.0 (now) please',
    '\u202Etxt.exe/1 ',
  ])('is none of its own words: %j', (userAgent) => {
    expect(knownDeviceName(userAgent)).toBeNull();
  });
});
