import { describe, expect, it } from 'vitest';
import { validationErrors } from '../validation.js';
import { updateProfileRequest } from './profile.js';

function answer(timezone: unknown) {
  const { data, error } = updateProfileRequest.safeParse({ timezone });
  return error ? validationErrors(error, { timezone })[0]?.msg : data?.timezone;
}

describe('timezone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/BERLIN', 'Europe/Berlin'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['asia/calcutta', 'Asia/Calcutta'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Europe/Kiev', 'Europe/Kiev'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['AMERICA/ARGENTINA/BUENOS_AIRES', 'America/Argentina/Buenos_Aires'],
    ['europe/isle_of_man', 'Europe/Isle_of_Man'],
    ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
    ['US/Pacific', 'US/Pacific'],
    ['utc', 'UTC'],
    ['etc/utc', 'Etc/UTC'],
    ['etc/gmt+5', 'Etc/GMT+5'],
    ['GMT', 'GMT'],
    ['est5edt', 'EST5EDT'],
  ])('keeps %s as %s', (value, kept) => {
    expect(answer(value)).toBe(kept);
  });

  it('knows every zone that Intl names', () => {
    const refused = Intl.supportedValuesOf('timeZone').filter((name) => answer(name) !== name);
    expect(refused).toEqual([]);
  });

  it.each([
    '',
    '+01:00',
    '-0500',
    '+01',
    'UTC+1',
    'UTC+01:00',
    'GMT+01:00',
    'Z',
    'CET-1CEST',
    'PST',
    'local',
    'Factory',
    'Europe',
    'Europe/',
    'Europe/Atlantis',
    'Berlin',
    'Europe/Berlin ',
    ' Europe/Berlin',
    'Europe\\Berlin',
    'Europe/Berlin Europe/Paris',
    'posix/UTC',
    '../UTC',
    'Etc/Unknown',
    // A Kelvin sign, which was once taken for a k.
    'Asia/\u212aolkata',
    '東京',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
  ])('refuses %j', (value) => {
    expect(answer(value)).toBe(
      'Value error, A time zone is a name of the IANA database, such as Europe/Berlin',
    );
  });

  it.each([1, 60, true, ['UTC']])('coerces nothing: %j', (value) => {
    expect(answer(value)).toBe('Input should be a valid string');
  });
});
