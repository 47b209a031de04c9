import { isProfileError } from '@profile/sdk';
import { useState } from 'react';
import { client, lookAgain } from '../account.js';
import { Button } from '../components/button.js';
import { Complaint } from '../components/notice.js';
import { Onward } from '../components/onward.js';
import { PageTitle } from '../components/page.js';
import { type Fault, faultOf } from '../faults.js';
import { useSpeech } from '../language.js';
import { forgetMailedToken, mailedToken } from '../mailed-token.js';
import { Link, paths } from '../router.js';
import { Gate } from './gate.js';

/** Behind the link that the former address got: gives it back, when the button says so and never before. */
export default function Undo() {
  const { say } = useSpeech();
  const [token] = useState(() => mailedToken(paths.undo));
  const [end, setEnd] = useState<'done' | 'dead' | undefined>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();

  async function undo() {
    if (!token) return;
    setBusy(true);
    setFault(undefined);
    try {
      await client.email.undoChange({ token });
      forgetMailedToken();
      await lookAgain();
      setEnd('done');
    } catch (error) {
      if (isProfileError(error, 'invalid_mail_token', 'validation_error')) setEnd('dead');
      else setFault(() => faultOf(error));
    } finally {
      setBusy(false);
    }
  }

  if (!token || end === 'dead') {
    return (
      <Gate key="dead">
        <PageTitle>{say(token ? 'link.dead' : 'link.partial')}</PageTitle>
        <p role="status">{say(token ? 'undo.dead_hint' : 'link.partial_hint')}</p>
        {token && (
          <p className="aside">
            <Link href={paths.forgot}>{say('reset.title')}</Link>
          </p>
        )}
      </Gate>
    );
  }
  if (end === 'done') {
    return (
      <Gate key="done">
        <PageTitle>{say('undo.done')}</PageTitle>
        <p role="status">{say('undo.done_hint')}</p>
        <Onward />
      </Gate>
    );
  }
  return (
    <Gate key="ask">
      <PageTitle>{say('undo.title')}</PageTitle>
      <p>{say('undo.intro')}</p>
      <ul>
        <li>{say('undo.back')}</li>
        <li>{say('undo.out')}</li>
        <li>{say('undo.mail')}</li>
      </ul>
      <Complaint fault={fault} />
      <div className="actions">
        <Button busy={busy} onClick={undo}>
          {say('undo.button')}
        </Button>
      </div>
      <p className="aside">{say('undo.mine')}</p>
    </Gate>
  );
}
