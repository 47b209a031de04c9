import type { Session } from '@profile/sdk';
import { lazy, Suspense, useState } from 'react';
import { client, inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Complaint, Notice } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { type Fault, faultOf } from '../faults.js';
import { useSpeech } from '../language.js';
import { useRead } from '../read.js';
import { Loading } from './elsewhere.js';

const Dialog = lazy(() => import('../components/dialog.js'));

const list = () => client.sessions.list();

export default function DevicesPage() {
  const { say } = useSpeech();
  const { data, error, reload } = useRead(list);
  const [done, setDone] = useState('');
  const [fault, setFault] = useState<Fault>();
  const [asking, setAsking] = useState(false);

  async function attempt(act: () => Promise<unknown>, sentence: string) {
    setFault(undefined);
    setDone('');
    try {
      await inSession(act);
      await reload();
      setDone(sentence);
    } catch (failure) {
      setFault(() => faultOf(failure));
    }
  }

  const sessions = data?.sessions;
  return (
    <>
      <PageTitle>{say('devices.title')}</PageTitle>
      <p className="hint">{say('devices.intro')}</p>
      <Notice>{done}</Notice>
      <Complaint fault={fault ?? (error ? faultOf(error) : undefined)} />
      {error !== undefined && <Button onClick={reload}>{say('app.retry')}</Button>}
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
                  void attempt(
                    () => client.auth.logout({ scope: 'others' }),
                    say('devices.others_done'),
                  );
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
  const [busy, setBusy] = useState(false);
  const device = session.device ?? say('devices.unknown');
  async function end() {
    setBusy(true);
    const act = () => client.sessions.revoke(session.id);
    await onEnd(act, say('devices.ended', { device }));
    setBusy(false);
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
          busy={busy}
          onClick={end}
          aria-label={say('devices.end_named', { device })}
        >
          {say('devices.end')}
        </Button>
      )}
    </li>
  );
}
