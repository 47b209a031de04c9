import type { Profile } from '@profile/sdk';
import { useEmailVerification, useProfileMutation } from '@profile/sdk/react';
import { useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Complaint, Notice } from '../components/notice.js';
import { Card, PageTitle } from '../components/page.js';
import { PasswordField } from '../components/password-field.js';
import { faultOf } from '../faults.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { useUnsaved } from '../leaving.js';
import { Loading } from './elsewhere.js';
import { Verification } from './verification.js';

const values = { email: '', current_password: '' };

export default function EmailPage({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  const verification = useEmailVerification();
  const [done, setDone] = useState('');
  const { data, error, refetch, secondsUntilResend } = verification;
  return (
    <>
      <PageTitle>{say('email.title')}</PageTitle>
      <p className="hint">{say('email.intro')}</p>
      <Notice>{done}</Notice>
      <Card title={say('email.current')}>
        <p className="address">
          <bdi>{profile.email}</bdi>
          <span className={profile.email_verified ? 'badge good' : 'badge'}>
            {say(profile.email_verified ? 'email.verified' : 'email.unverified')}
          </span>
        </p>
      </Card>
      {error && (
        <>
          <Complaint fault={faultOf(error)} />
          <Button onClick={() => refetch()}>{say('app.retry')}</Button>
        </>
      )}
      {!data && !error && <Loading />}
      {data && data.status !== 'verified' && (
        <Verification
          key={data.pending_email ?? data.email}
          verification={data}
          wait={secondsUntilResend}
          onDone={setDone}
        />
      )}
      {data && !data.pending_email && <ChangeAddress onDone={setDone} />}
    </>
  );
}

function ChangeAddress({ onDone }: { onDone(sentence: string): void }) {
  const { say } = useSpeech();
  const change = useProfileMutation('email.change');
  const { form, frame, field, busy, fault } = useContractForm({
    values,
    schema: ({ changeEmailRequest }) => changeEmailRequest,
    send: async (given) => {
      onDone('');
      await inSession(() => change.mutateAsync(given));
      onDone(say('email.sent', { email: given.email }));
    },
  });
  useUnsaved(form.watch('email') !== '');
  return (
    <Card title={say('email.change')} hint={say('email.change_hint')}>
      <form {...frame}>
        <Complaint fault={fault} />
        <Field
          {...field('email')}
          label={say('email.change_field')}
          type="email"
          autoComplete="email"
          dir="ltr"
        />
        <PasswordField
          {...field('current_password')}
          label={say('field.current_password')}
          autoComplete="current-password"
        />
        <div className="actions">
          <Button type="submit" busy={busy}>
            {say('email.change_button')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
