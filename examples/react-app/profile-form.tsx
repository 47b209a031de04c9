import { isProfileError, type Profile } from '@profile/sdk';
import { useActionState, useEffect, useState } from 'react';
import { client } from './session.js';

const fields = { display_name: 'Display name', phone: 'Phone', timezone: 'Time zone' } as const;

type Field = keyof typeof fields;

interface Outcome {
  saved?: boolean;
  message?: string;
  faults: Partial<Record<string, string>>;
}

/** Reads the profile when somebody has come; what they see is what the server has. */
export function ProfilePage() {
  const [profile, setProfile] = useState<Profile>();
  const [fault, setFault] = useState('');

  useEffect(() => {
    const left = new AbortController();
    client.profile.get({ signal: left.signal }).then(setProfile, (error) => {
      if (!isProfileError(error, 'aborted')) setFault(error.message);
    });
    return () => left.abort();
  }, []);

  if (!profile) return <p role="status">{fault || 'One moment…'}</p>;
  return (
    <>
      <h1>Hello {profile.display_name ?? profile.username}</h1>
      <ProfileForm profile={profile} onChange={setProfile} />
      <button type="button" onClick={() => client.auth.logout()}>
        Sign out
      </button>
    </>
  );
}

function ProfileForm({
  profile,
  onChange,
}: {
  profile: Profile;
  onChange: (profile: Profile) => void;
}) {
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [{ saved, message, faults }, submit, busy] = useActionState<Outcome>(
    async () => {
      const patch = Object.fromEntries(
        Object.entries(typed).map(([field, text]) => [field, text.trim() || null]),
      );
      try {
        onChange(await client.profile.update({ ...patch, expected_version: profile.version }));
        setTyped({});
        return { saved: true, faults: {} };
      } catch (error) {
        if (isProfileError(error, 'validation_error')) {
          const found = error.detail.map(({ loc, msg }) => [String(loc.at(-1)), msg]);
          return { faults: Object.fromEntries(found) };
        }
        if (!isProfileError(error)) throw error;
        // What was typed stays, over the profile as somebody else has changed it.
        if (isProfileError(error, 'stale_version') && error.current) onChange(error.current);
        return { message: error.message, faults: {} };
      }
    },
    { faults: {} },
  );

  return (
    <form action={submit}>
      {(Object.keys(fields) as Field[]).map((field) => (
        <label key={field}>
          {fields[field]}{' '}
          <input
            value={typed[field] ?? profile[field] ?? ''}
            onChange={({ target }) => setTyped({ ...typed, [field]: target.value })}
            aria-invalid={faults[field] !== undefined}
          />
          {faults[field] && <span role="alert">{faults[field]}</span>}
        </label>
      ))}
      <button type="submit" disabled={busy}>
        Save
      </button>
      <p role="status">{message ?? (saved ? 'Saved.' : '')}</p>
    </form>
  );
}
