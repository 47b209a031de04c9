import { isProfileError } from '@profile/sdk';
import { useState } from 'react';
import { client, lookAgain } from '../account.js';
import { takeAddress } from '../asked-address.js';
import { Button } from '../components/button.js';
import { Complaint } from '../components/notice.js';
import { Onward } from '../components/onward.js';
import { PageTitle } from '../components/page.js';
import { NewPasswordField } from '../components/password-field.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { forgetMailedToken, mailedToken } from '../mailed-token.js';
import { Link, paths } from '../router.js';
import Forgot from './forgot.js';
import { Gate } from './gate.js';

/** Behind the mailed link: chooses a new password; where that can't be, asks for another mail. */
export default function Reset() {
  const { say } = useSpeech();
  const [token] = useState(() => mailedToken(paths.reset));
  const [end, setEnd] = useState<'done' | 'dead'>();

  function finish(how: 'done' | 'dead') {
    forgetMailedToken();
    setEnd(how);
  }

  if (!token) return <Forgot />;
  if (end === 'dead') return <Forgot key="dead" dead />;
  if (!end) return <Choose token={token} onEnd={finish} />;
  return (
    <Gate key="done">
      <PageTitle>{say('reset.done')}</PageTitle>
      <p role="status">{say('reset.done_hint')}</p>
      <div className="actions">
        <Link className="button main" href={paths.signIn}>
          {say('sign_in.button')}
        </Link>
        <Onward />
      </div>
    </Gate>
  );
}

interface ChooseProps {
  token: string;
  onEnd(how: 'done' | 'dead'): void;
}

const values = { new_password: '' };

function Choose({ token, onEnd }: ChooseProps) {
  const { say } = useSpeech();
  const { form, frame, field, busy, fault } = useContractForm({
    values,
    // Of the token the server judges; there is nothing to mend in it.
    schema: ({ resetPasswordRequest }) => resetPasswordRequest.pick({ new_password: true }),
    async send({ new_password }) {
      try {
        await client.auth.resetPassword({ token, new_password });
      } catch (error) {
        if (!isOfToken(error)) throw error;
        return onEnd('dead');
      }
      takeAddress();
      await lookAgain();
      onEnd('done');
    },
  });
  return (
    <Gate>
      <PageTitle>{say('reset.title')}</PageTitle>
      <p className="hint">{say('reset.intro')}</p>
      <form {...frame}>
        <Complaint fault={fault} />
        <NewPasswordField
          {...field('new_password')}
          label={say('field.new_password')}
          typed={form.watch('new_password')}
        />
        <div className="actions">
          <Button type="submit" busy={busy}>
            {say('reset.button')}
          </Button>
        </div>
      </form>
    </Gate>
  );
}

/** It isn't good any more, or was none to begin with. */
const isOfToken = (error: unknown): boolean =>
  isProfileError(error, 'invalid_mail_token') ||
  (isProfileError(error, 'validation_error') &&
    !error.detail.some(({ loc }) => loc.at(-1) === 'new_password'));
