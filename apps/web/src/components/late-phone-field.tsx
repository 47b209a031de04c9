import { lazy, Suspense, useState } from 'react';
import { useSpeech } from '../language.js';
import { Field } from './field.js';
import type { PickerProps } from './picker.js';

const PhoneField = lazy(() => import('./phone-field.js'));

/** The numbering plans are half of what a first visit loads, so they come when somebody is at work. */
export function LatePhoneField({ wanted, ...picker }: PickerProps & { wanted: boolean }) {
  const [focused, setFocused] = useState(false);
  const plain = <PlainPhoneField {...picker} onFocused={setFocused} />;
  if (!wanted) return plain;
  return (
    <Suspense fallback={plain}>
      <PhoneField {...picker} focused={focused} />
    </Suspense>
  );
}

interface PlainProps extends PickerProps {
  onFocused(focused: boolean): void;
}

function PlainPhoneField({ value, fault, onChange, onFocused }: PlainProps) {
  const { say } = useSpeech();
  return (
    <Field
      label={say('field.phone')}
      type="tel"
      autoComplete="tel"
      dir="ltr"
      value={value}
      onChange={({ target }) => onChange(target.value)}
      onFocus={() => onFocused(true)}
      onBlur={() => onFocused(false)}
      fault={fault}
    />
  );
}
