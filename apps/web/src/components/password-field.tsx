import { type ComponentProps, lazy, Suspense, useState } from 'react';
import { useSpeech } from '../language.js';
import { settings } from '../settings.js';
import { type Field, FieldFrame } from './field.js';

type PasswordProps = Omit<ComponentProps<typeof Field>, 'type'>;

export function PasswordField({ label, hint, fault, optional, ...input }: PasswordProps) {
  const { say } = useSpeech();
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame label={label} hint={hint} fault={fault} optional={optional}>
      {(ids) => (
        <div className="password">
          <input {...input} {...ids} type={shown ? 'text' : 'password'} dir="ltr" />
          <button
            type="button"
            className="reveal"
            aria-pressed={shown}
            aria-label={say(shown ? 'field.hide_password' : 'field.show_password')}
            onClick={() => setShown(!shown)}
          >
            <Eye crossed={shown} />
          </button>
        </div>
      )}
    </FieldFrame>
  );
}

// Its dictionaries are larger than all the rest.
const Strength = lazy(() => import('./strength.js'));

/** One that is being made up: how long it must be, and how good it is. */
export function NewPasswordField({ typed, ...field }: PasswordProps & { typed: string }) {
  const { count } = useSpeech();
  return (
    <div>
      <PasswordField
        {...field}
        autoComplete="new-password"
        hint={count('field.password_hint', settings.passwordMinLength)}
      />
      {typed && (
        <Suspense fallback={<div className="strength" />}>
          <Strength password={typed} />
        </Suspense>
      )}
    </div>
  );
}

const Eye = ({ crossed }: { crossed: boolean }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
    <path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12z" />
    <circle cx="12" cy="12" r="3" />
    {crossed && <path d="M4 4l16 16" />}
  </svg>
);
