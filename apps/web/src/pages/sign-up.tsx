import { useState } from 'react';
import { client } from '../account.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Complaint } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { NewPasswordField } from '../components/password-field.js';
import { useContractForm, withoutEmpty } from '../form.js';
import { useSpeech } from '../language.js';
import { Link, paths } from '../router.js';
import { Gate } from './gate.js';

const values = { email: '', username: '', password: '' };

export default function SignUp() {
  const { say } = useSpeech();
  const [accepted, setAccepted] = useState('');
  const { form, frame, field, busy, fault } = useContractForm({
    values,
    schema: ({ registerRequest }) => registerRequest,
    send: async (given) => {
      const { email, password } = given;
      const answer = await client.auth.register({ ...withoutEmpty(given), email, password });
      // The server tells nobody here whether there is such an account; its mail does.
      if (answer && 'status' in answer) setAccepted(email);
    },
  });

  if (accepted) {
    return (
      <Gate>
        <PageTitle>{say('sign_up.accepted')}</PageTitle>
        <p>{say('sign_up.accepted_hint', { email: accepted })}</p>
        <p className="aside">
          <Link href={paths.signIn}>{say('forgot.back')}</Link>
        </p>
      </Gate>
    );
  }
  return (
    <Gate>
      <PageTitle>{say('sign_up.title')}</PageTitle>
      <form {...frame}>
        <Complaint fault={fault} />
        <Field
          {...field('email')}
          label={say('field.email')}
          type="email"
          autoComplete="email"
          dir="ltr"
        />
        <Field
          {...field('username')}
          label={say('field.username')}
          hint={say('field.username_hint')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          optional
        />
        <NewPasswordField
          {...field('password')}
          label={say('field.password')}
          typed={form.watch('password')}
        />
        <div className="actions">
          <Button type="submit" busy={busy}>
            {say('sign_up.button')}
          </Button>
        </div>
      </form>
      <p className="aside">
        {say('sign_up.have_account')} <Link href={paths.signIn}>{say('sign_up.sign_in')}</Link>
      </p>
    </Gate>
  );
}
