import { useState } from 'react';
import { client } from '../account.js';
import { rememberAddress } from '../asked-address.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Complaint } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { redirect } from '../mailed-token.js';
import { Link, paths } from '../router.js';
import { Gate } from './gate.js';

const values = { email: '' };

/** Asks for the mail whose link leads on, also instead of a dead one; the answer is the same for every address. */
export default function Forgot({ dead = false }: { dead?: boolean }) {
  const { say } = useSpeech();
  const [sent, setSent] = useState('');
  const { frame, field, busy, fault } = useContractForm({
    values,
    schema: ({ forgotPasswordRequest }) => forgotPasswordRequest,
    send: async ({ email }) => {
      await client.auth.forgotPassword({ email, ...(redirect && { redirect }) });
      rememberAddress(email);
      setSent(email);
    },
  });
  return (
    <Gate>
      {sent ? (
        <div key="sent">
          <PageTitle>{say('forgot.sent')}</PageTitle>
          <p>{say('forgot.sent_hint', { email: sent })}</p>
          <Button kind="second" onClick={() => setSent('')}>
            {say('forgot.again')}
          </Button>
        </div>
      ) : (
        <div key="ask">
          <PageTitle>{say(dead ? 'link.dead' : 'forgot.title')}</PageTitle>
          <p className="hint">{say(dead ? 'reset.dead_hint' : 'forgot.intro')}</p>
          <form {...frame}>
            <Complaint fault={fault} />
            <Field
              {...field('email')}
              label={say('field.email')}
              type="email"
              autoComplete="email"
              dir="ltr"
            />
            <div className="actions">
              <Button type="submit" busy={busy}>
                {say('forgot.button')}
              </Button>
            </div>
          </form>
        </div>
      )}
      <p className="aside">
        <Link href={paths.signIn}>{say('forgot.back')}</Link>
      </p>
    </Gate>
  );
}
