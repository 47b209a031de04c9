import type { EmailVerification } from '@profile/sdk';
import { useProfileMutation } from '@profile/sdk/react';
import { useEffect, useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Complaint } from '../components/notice.js';
import { Card } from '../components/page.js';
import { type Fault, faultOf } from '../faults.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { forgetMailedToken, mailedToken } from '../mailed-token.js';
import { paths } from '../router.js';

interface VerificationProps {
  verification: EmailVerification;
  /** Seconds until another mail may be asked for. */
  wait: number;
  onDone(sentence: string): void;
}

const values = { code: '' };

/** Proves an address, by the code or the link of a mail. */
export function Verification({ verification, wait, onDone }: VerificationProps) {
  const { say, moment, duration } = useSpeech();
  const { email, pending_email, status, expires_at } = verification;
  const address = pending_email ?? email;
  const pending = status === 'pending';
  const confirm = useProfileMutation('email.confirmVerification');
  const request = useProfileMutation('email.requestVerification');
  const cancel = useProfileMutation('email.cancelChange');
  const [fault, setFault] = useState<Fault>();

  async function attempt(act: () => Promise<unknown>, sentence: string, otherwise?: Fault) {
    setFault(undefined);
    onDone('');
    try {
      await inSession(act);
      onDone(sentence);
    } catch (error) {
      setFault(() => otherwise ?? faultOf(error));
    }
  }
  const confirmed = say('email.confirmed', { email: address });

  const form = useContractForm({
    values,
    schema: ({ confirmVerificationRequest }) => confirmVerificationRequest,
    body: ({ code }) => ({ code: code.trim() }),
    send: async ({ code }) => {
      await inSession(() => confirm.mutateAsync({ code: code.trim() }));
      onDone(confirmed);
    },
  });

  useEffect(() => {
    const token = mailedToken(paths.email);
    forgetMailedToken();
    const failed: Fault = (speech) => speech.say('email.link_failed');
    if (token) void attempt(() => confirm.mutateAsync({ token }), confirmed, failed);
  }, []);

  return (
    <Card
      title={say(pending_email ? 'email.pending' : 'email.confirm', { email: address })}
      hint={
        <>
          {pending_email && <>{say('email.pending_hint', { email })} </>}
          {say(pending ? 'email.confirm_hint' : 'email.confirm_none')}
          {pending && expires_at && <> {say('email.expires', { time: moment(expires_at) })}</>}
        </>
      }
    >
      <Complaint fault={fault ?? form.fault} />
      {pending && (
        <form {...form.frame} className="code">
          <Field
            {...form.field('code')}
            label={say('field.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            dir="ltr"
          />
          <Button type="submit" busy={form.busy}>
            {say('email.confirm_button')}
          </Button>
        </form>
      )}
      <div className="actions">
        <Button
          kind={pending ? 'second' : 'main'}
          busy={request.isPending || wait > 0}
          onClick={() =>
            attempt(() => request.mutateAsync(), say('email.sent', { email: address }))
          }
        >
          {wait > 0
            ? say('email.resend_in', { duration: duration(wait) })
            : say(pending ? 'email.resend' : 'email.send')}
        </Button>
        {pending_email && (
          <Button
            kind="plain"
            busy={cancel.isPending}
            onClick={() => attempt(() => cancel.mutateAsync(), say('email.cancelled'))}
          >
            {say('email.cancel')}
          </Button>
        )}
      </div>
    </Card>
  );
}
