import type { Profile, UpdateProfileRequest } from '@profile/sdk';
import { Button } from '../components/button.js';
import Dialog from '../components/dialog.js';
import { useSpeech } from '../language.js';
import type { ProfileField } from '../profile-values.js';

interface ConflictProps {
  changes: UpdateProfileRequest;
  fields: ProfileField[];
  theirs: Profile;
  decide(mine: boolean): void;
}

/** What two people, or one at two places, made of the same fields. */
export default function Conflict({ changes, fields, theirs, decide }: ConflictProps) {
  const { say } = useSpeech();
  const shown = (value: string | null | undefined) =>
    value ? <bdi>{value}</bdi> : <em>{say('stale.empty')}</em>;
  return (
    <Dialog open title={say('stale.title')} text={say('stale.intro')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('stale.field')}</th>
            <th scope="col">{say('stale.yours')}</th>
            <th scope="col">{say('stale.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{say(`field.${field}`)}</th>
              <td>{shown(changes[field])}</td>
              <td>{shown(theirs[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="actions">
        <Button onClick={() => decide(true)}>{say('stale.keep')}</Button>
        <Button kind="second" onClick={() => decide(false)}>
          {say('stale.take')}
        </Button>
      </div>
    </Dialog>
  );
}
