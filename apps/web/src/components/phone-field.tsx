import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { useEffect, useMemo, useState } from 'react';
import { useSpeech } from '../language.js';
import Choice, { type Option } from './choice.js';
import { Field } from './field.js';
import type { PickerProps } from './picker.js';

interface PhoneProps extends PickerProps {
  /** Whether somebody was typing while this was loaded. */
  focused: boolean;
}

/** A number as people of its country write it, kept with the country's code. */
export default function PhoneField({ value, fault, onChange, focused }: PhoneProps) {
  const { say, locale } = useSpeech();
  const options = useMemo(() => countries(locale), [locale]);
  const [typed, setTyped] = useState(() => ({ value, ...taken(value, regionOf(locale)) }));
  // It was saved, or changed elsewhere.
  const { country, text } = typed.value === value ? typed : taken(value, typed.country);

  function change(next: { country: CountryCode; text: string }): void {
    const composed = compose(next.text, next.country);
    const found = next.text.trim().startsWith('+') && parsePhoneNumberFromString(composed)?.country;
    setTyped({ value: composed, text: next.text, country: found || next.country });
    onChange(composed);
  }

  useEffect(() => {
    if (value && !value.startsWith('+')) change({ text: value, country });
  }, []);

  return (
    <div className="phone">
      <Choice
        label={say('field.phone_country')}
        options={options}
        value={country}
        onChange={(chosen) =>
          chosen && change({ text: text.replace(/^\s*\+.*/, ''), country: chosen as CountryCode })
        }
      />
      <Field
        label={say('field.phone')}
        type="tel"
        autoComplete="tel"
        autoFocus={focused}
        dir="ltr"
        value={text}
        onChange={({ target }) => change({ text: target.value, country })}
        fault={fault}
      />
    </div>
  );
}

function taken(value: string, otherwise: CountryCode) {
  const number = parsePhoneNumberFromString(value);
  return number?.country
    ? { country: number.country, text: number.formatNational() }
    : { country: otherwise, text: value };
}

function compose(text: string, country: CountryCode): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('+')) return trimmed;
  const number = parsePhoneNumberFromString(trimmed, { defaultCountry: country, extract: false });
  return number?.number ?? `+${getCountryCallingCode(country)} ${trimmed}`;
}

function regionOf(locale: string): CountryCode {
  const { region = 'US' } = new Intl.Locale(locale).maximize();
  return isSupportedCountry(region) ? region : 'US';
}

function countries(locale: string): Option[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return getCountries()
    .map((value) => ({
      value,
      label: names.of(value) ?? value,
      more: `+${getCountryCallingCode(value)}`,
    }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
}
