import type { UpdateProfileRequest } from '@profile/sdk';
import { type FormEvent, useState } from 'react';
import { Button } from '../components/button.js';
import Dialog from '../components/dialog.js';
import { useSpeech } from '../language.js';
import type { Difference, ProfileField, Side } from '../profile-values.js';

/** What of this form's is kept, in place of what it is elsewhere. */
export type Choice = Pick<UpdateProfileRequest, ProfileField>;

interface ConflictProps {
  differences: Difference[];
  /** Without a choice they go on editing. */
  decide(choice: Choice | undefined): void;
}

/** What two people, or one at two places, made of a profile; what only one of them changed is chosen already. */
export default function Conflict({ differences, decide }: ConflictProps) {
  const { say } = useSpeech();
  const [sides, setSides] = useState(() =>
    Object.fromEntries(differences.map(({ field, changedBy }) => [field, changedBy])),
  );
  const [refused, setRefused] = useState(false);
  const open = differences.find(({ field }) => !sides[field]);
  const [first] = useState(open);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (open) {
      setRefused(true);
      return event.currentTarget.querySelector<HTMLElement>(`[name=${open.field}]`)?.focus();
    }
    const mine = differences.filter(({ field }) => sides[field] === 'mine');
    decide(Object.fromEntries(mine.map(({ field, mine }) => [field, mine])));
  }

  return (
    <Dialog
      open
      title={say('stale.title')}
      text={say('stale.intro')}
      focusOn={first ? `[name=${first.field}]` : '[type=submit]'}
      onClose={() => decide(undefined)}
    >
      <form onSubmit={submit}>
        {differences.map((difference) => (
          <Sides
            key={difference.field}
            {...difference}
            chosen={sides[difference.field]}
            refused={refused}
            onChoose={(side) => setSides({ ...sides, [difference.field]: side })}
          />
        ))}
        <div className="actions">
          <Button type="submit">{say('stale.save')}</Button>
          <Button kind="second" onClick={() => decide(undefined)}>
            {say('app.edit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SidesProps extends Difference {
  chosen: Side | undefined;
  refused: boolean;
  onChoose(side: Side): void;
}

function Sides({ field, mine, theirs, chosen, refused, onChoose }: SidesProps) {
  const { say } = useSpeech();
  const missing = refused && !chosen;
  const sides = [
    ['mine', mine, 'stale.yours'],
    ['theirs', theirs, 'stale.theirs'],
  ] as const;
  return (
    <fieldset className="sides" aria-describedby={missing ? `${field}-missing` : undefined}>
      <legend>{say(`field.${field}`)}</legend>
      {sides.map(([side, value, name]) => (
        <label key={side}>
          <input
            type="radio"
            name={field}
            checked={chosen === side}
            onChange={() => onChoose(side)}
          />
          <span>
            <span className="hint">{say(name)}</span>
            {value ? <bdi>{value}</bdi> : <em>{say('stale.empty')}</em>}
          </span>
        </label>
      ))}
      {missing && (
        <p className="fault" id={`${field}-missing`}>
          {say('stale.choose')}
        </p>
      )}
    </fieldset>
  );
}
