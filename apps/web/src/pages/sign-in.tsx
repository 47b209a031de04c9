import { useState } from 'react';
import { client } from '../account.js';
import { knownAddress, takeAddress } from '../asked-address.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Complaint } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { PasswordField } from '../components/password-field.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { Link, paths } from '../router.js';
import { Gate } from './gate.js';

export default function SignIn() {
  const { say } = useSpeech();
  return (
    <Gate>
      <PageTitle>{say('sign_in.title')}</PageTitle>
      <SignInForm />
      <p className="aside">
        {say('sign_in.no_account')} <Link href={paths.signUp}>{say('sign_in.create')}</Link>
      </p>
    </Gate>
  );
}

/** Also for whoever comes back to a page that they were at, under a name that is known. */
export function SignInForm({ username }: { username?: string }) {
  const { say } = useSpeech();
  // Stays with what is sent, while the fields are the browser's to fill in.
  const [values] = useState({ login: username ?? knownAddress(), password: '' });
  const { frame, field, busy, fault } = useContractForm({
    values,
    schema: ({ loginRequest }) => loginRequest,
    send: async (given) => {
      await client.auth.login(given);
      takeAddress();
    },
  });
  return (
    <form {...frame}>
      <Complaint fault={fault} />
      <Field
        {...field('login')}
        label={say('field.login')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        readOnly={username !== undefined}
        dir="ltr"
      />
      <PasswordField
        {...field('password')}
        label={say('field.password')}
        autoComplete="current-password"
      />
      <div className="actions">
        <Button type="submit" busy={busy}>
          {say('sign_in.button')}
        </Button>
        {username === undefined && <Link href={paths.forgot}>{say('sign_in.forgot')}</Link>}
      </div>
    </form>
  );
}
