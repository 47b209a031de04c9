import { useMemo } from 'react';
import { useSpeech } from '../language.js';
import Choice, { type Option } from './choice.js';
import type { PickerProps } from './picker.js';

/** Languages as their speakers write them down, with the regions where that makes a difference. */
const tags =
  'af am ar ar-AE ar-EG ar-MA ar-SA az be bg bn bs ca cs cy da de de-AT de-CH de-DE el en en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA es es-419 es-AR es-CL es-CO es-ES es-MX et eu fa fi fil fr fr-BE fr-CA fr-CH fr-FR ga gl gu he hi hr hu hy id is it it-CH ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nl-BE nl-NL pa pl ps pt pt-BR pt-PT ro ru si sk sl sq sr sr-Latn sv sw ta te th tr uk ur uz vi zh-Hans zh-Hant zh-HK zu';

export default function LanguageChoice({ value, fault, onChange }: PickerProps) {
  const { say, locale } = useSpeech();
  const options = useMemo(() => languages(locale), [locale]);
  return (
    <Choice
      label={say('field.locale')}
      hint={say('field.locale_hint')}
      fault={fault}
      options={options}
      value={value}
      onChange={onChange}
      clearable
    />
  );
}

/** Each by its own name, and by that in the language which is spoken here. */
function languages(locale: string): Option[] {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return tags.split(' ').map((value) => {
    const own = new Intl.DisplayNames(value, { type: 'language' }).of(value) ?? value;
    return { value, label: own, more: names.of(value) ?? value };
  });
}
