import { useMemo } from 'react';
import { useSpeech } from '../language.js';
import Choice, { type Option } from './choice.js';
import type { PickerProps } from './picker.js';

export default function ZoneChoice({ value, fault, onChange }: PickerProps) {
  const { say, locale } = useSpeech();
  const options = useMemo(() => zones(locale), [locale]);
  return (
    <Choice
      label={say('field.timezone')}
      hint={value ? say('profile.here', { time: timeIn(value, locale) }) : undefined}
      fault={fault}
      options={options}
      value={value}
      onChange={onChange}
      clearable
    />
  );
}

/** The zones of this browser, each with its distance from UTC now. */
function zones(locale: string): Option[] {
  return Intl.supportedValuesOf('timeZone').map((value) => {
    const format = new Intl.DateTimeFormat(locale, {
      timeZone: value,
      timeZoneName: 'shortOffset',
    });
    const offset = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value;
    return { value, label: value.replaceAll('_', ' '), more: offset ?? '' };
  });
}

function timeIn(timeZone: string, locale: string): string {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' }).format();
  } catch {
    // The server knows zones that this browser doesn't.
    return '?';
  }
}
