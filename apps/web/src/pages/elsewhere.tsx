import { Button } from '../components/button.js';
import { Complaint } from '../components/notice.js';
import { PageTitle } from '../components/page.js';
import { faultOf } from '../faults.js';
import { useSpeech } from '../language.js';
import { Link, paths } from '../router.js';
import { Gate } from './gate.js';

export function Loading() {
  const { say } = useSpeech();
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      <span className="unseen">{say('app.loading')}</span>
    </div>
  );
}

/** Before anything is known, or there. */
export function Starting() {
  const { say } = useSpeech();
  return (
    <main>
      <h1 className="unseen">{say('app.title')}</h1>
      <Loading />
    </main>
  );
}

export function Failed({ fault, retry }: { fault: unknown; retry(): void }) {
  const { say } = useSpeech();
  return (
    <Gate>
      <PageTitle>{say('app.failed')}</PageTitle>
      <Complaint fault={faultOf(fault)} />
      <Button onClick={retry}>{say('app.retry')}</Button>
    </Gate>
  );
}

export function Unknown() {
  const { say } = useSpeech();
  return (
    <Gate>
      <PageTitle>{say('app.not_found')}</PageTitle>
      <p>{say('app.not_found_hint')}</p>
      <p>
        <Link href={paths.profile}>{say('app.home')}</Link>
      </p>
    </Gate>
  );
}
