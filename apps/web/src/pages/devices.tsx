import type { Session } from '@profile/sdk';
import { useProfileMutation, useSessions } from '@profile/sdk/react';
import { lazy, Suspense, useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Complaint, Notice } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { type Fault, faultOf } from '../faults.js';
import { useSpeech } from '../language.js';
import { Loading } from './elsewhere.js';

const Dialog = lazy(() => import('../components/dialog.js'));

export default function DevicesPage() {
  const { say } = useSpeech();
  const { data: sessions, error, refetch } = useSessions();
  const signOut = useProfileMutation('auth.logout');
  const [done, setDone] = useState('');
  const [fault, setFault] = useState<Fault>();
  const [asking, setAsking] = useState(false);

  async function attempt(act: () => Promise<unknown>, sentence: string) {
    setFault(undefined);
    setDone('');
    try {
      await inSession(act);
      setDone(sentence);
    } catch (failure) {
      setFault(() => faultOf(failure));
    }
  }

  return (
    <>
      <PageTitle>{say('devices.title')}</PageTitle>
      <p className="hint">{say('devices.intro')}</p>
      <Notice>{done}</Notice>
      <Complaint fault={fault ?? (error ? faultOf(error) : undefined)} />
      {error && <Button onClick={() => refetch()}>{say('app.retry')}</Button>}
      {!sessions && !error && <Loading />}
      {sessions && (
        <ul className="card devices">
          {sessions.map((session) => (
            <Device key={session.id} session={session} onEnd={attempt} />
          ))}
        </ul>
      )}
      {sessions?.length === 1 && <p className="hint">{say('devices.only')}</p>}
      {sessions && sessions.length > 1 && (
        <Button kind="danger" onClick={() => setAsking(true)}>
          {say('devices.others')}
        </Button>
      )}
      <Suspense>
        {asking && (
          <Dialog
            open
            title={say('devices.others_title')}
            text={say('devices.others_hint')}
            onClose={() => setAsking(false)}
          >
            <div className="actions">
              <Button
                kind="danger"
                onClick={() => {
                  setAsking(false);
                  void attempt(() => signOut.mutateAsync('others'), say('devices.others_done'));
                }}
              >
                {say('devices.others')}
              </Button>
              <Button kind="second" onClick={() => setAsking(false)}>
                {say('app.cancel')}
              </Button>
            </div>
          </Dialog>
        )}
      </Suspense>
    </>
  );
}

interface DeviceProps {
  session: Session;
  onEnd(act: () => Promise<unknown>, sentence: string): Promise<void>;
}

function Device({ session, onEnd }: DeviceProps) {
  const { say, ago } = useSpeech();
  const revoke = useProfileMutation('sessions.revoke');
  const device = session.device ?? say('devices.unknown');
  async function end() {
    await onEnd(() => revoke.mutateAsync(session.id), say('devices.ended', { device }));
  }
  return (
    <li>
      <div>
        <strong>{device}</strong>
        {session.current && <span className="badge good">{say('devices.this')}</span>}
        <p className="hint">
          {say('devices.seen', { when: ago(session.last_seen_at) })}
          {session.ip && (
            <>
              {' · '}
              <bdi>{session.ip}</bdi>
            </>
          )}
          <br />
          {say('devices.since', { when: ago(session.created_at) })}
        </p>
      </div>
      {!session.current && (
        <Button
          kind="second"
          busy={revoke.isPending}
          onClick={end}
          aria-label={say('devices.end_named', { device })}
        >
          {say('devices.end')}
        </Button>
      )}
    </li>
  );
}
