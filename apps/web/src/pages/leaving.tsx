import { Button } from '../components/button.js';
import Dialog from '../components/dialog.js';
import { useSpeech } from '../language.js';
import { decide } from '../leaving.js';

/** Asked of whoever is about to lose what they typed. */
export default function Leaving() {
  const { say } = useSpeech();
  const stay = () => decide(false);
  return (
    <Dialog open title={say('leave.title')} text={say('leave.intro')} onClose={stay}>
      <div className="actions">
        <Button onClick={stay}>{say('app.edit')}</Button>
        <Button kind="danger" onClick={() => decide(true)}>
          {say('app.discard')}
        </Button>
      </div>
    </Dialog>
  );
}
