import type { Profile } from '@profile/sdk';
import { useProfileMutation } from '@profile/sdk/react';
import { useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Complaint, Notice } from '../components/notice.js';
import { Card, PageTitle } from '../components/page.js';
import { NewPasswordField, PasswordField } from '../components/password-field.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { useUnsaved } from '../leaving.js';

const values = { current_password: '', new_password: '' };

export default function PasswordPage({ profile }: { profile: Profile }) {
  const { say, count } = useSpeech();
  const change = useProfileMutation('password.change');
  const [ended, setEnded] = useState<number>();
  const { form, frame, field, busy, fault } = useContractForm({
    values,
    schema: ({ changePasswordRequest }) => changePasswordRequest,
    send: async (given) => {
      setEnded(undefined);
      const { sessions_revoked } = await inSession(() => change.mutateAsync(given));
      setEnded(sessions_revoked);
      form.reset();
    },
  });
  const typed = form.watch('new_password');
  // The present one may have been filled in by the browser.
  useUnsaved(typed !== '');
  return (
    <>
      <PageTitle>{say('password.title')}</PageTitle>
      <Card title={say('password.button')} hint={say('password.intro')}>
        <form {...frame}>
          <Complaint fault={fault} />
          {/* For password managers, which otherwise guess whose it is. */}
          <input hidden readOnly name="username" autoComplete="username" value={profile.username} />
          <PasswordField
            {...field('current_password')}
            label={say('field.current_password')}
            autoComplete="current-password"
          />
          <NewPasswordField
            {...field('new_password')}
            label={say('field.new_password')}
            typed={typed}
          />
          <Notice>
            {ended !== undefined &&
              (ended > 0 ? count('password.changed_sessions', ended) : say('password.changed'))}
          </Notice>
          <div className="actions">
            <Button type="submit" busy={busy}>
              {say('password.button')}
            </Button>
          </div>
        </form>
      </Card>
    </>
  );
}
