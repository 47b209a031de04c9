import type { Profile } from '@profile/sdk';
import { fieldErrors, useProfile, useProfileMutation, useUpdateProfile } from '@profile/sdk/react';
import { useState } from 'react';

const labels = { display_name: 'Display name', phone: 'Phone', timezone: 'Time zone' } as const;

type Field = keyof typeof labels;

const names = Object.keys(labels) as Field[];

/** Shows the profile as the server has it, with what is being saved. */
export function ProfilePage() {
  const { data: profile, error } = useProfile();
  const signOut = useProfileMutation('auth.logout');

  if (!profile) return <p role="status">{error?.message ?? 'One moment…'}</p>;
  return (
    <>
      <h1>Hello {profile.display_name ?? profile.username}</h1>
      <ProfileForm profile={profile} />
      <button type="button" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  // Of the profile as it was when typing began, so that nobody's change is written over unseen.
  const [version, setVersion] = useState<number>();
  const { mutate, error, conflict, isPending, isSuccess } = useUpdateProfile();
  const faults = fieldErrors(error, names);

  function type(field: Field, text: string) {
    setVersion(version ?? profile.version);
    setTyped({ ...typed, [field]: text });
  }
  function done() {
    setTyped({});
    setVersion(undefined);
  }
  function save() {
    const change = names.flatMap((field) => {
      const text = typed[field];
      return text === undefined ? [] : [[field, text.trim() || null]];
    });
    const expected_version = version ?? profile.version;
    mutate({ ...Object.fromEntries(change), expected_version }, { onSuccess: done });
  }

  return (
    <form action={save}>
      {names.map((field) => (
        <label key={field}>
          {labels[field]}{' '}
          <input
            value={typed[field] ?? profile[field] ?? ''}
            onChange={({ target }) => type(field, target.value)}
            aria-invalid={faults.fields[field] !== undefined}
          />
          {faults.fields[field] && <span role="alert">{faults.fields[field]}</span>}
        </label>
      ))}
      <button type="submit" disabled={isPending}>
        Save
      </button>
      <p role="status">{faults.form ?? (isSuccess ? 'Saved.' : '')}</p>
      {conflict && (
        <p>
          <button
            type="button"
            onClick={() => {
              conflict.keepYours();
              done();
            }}
          >
            Keep mine
          </button>
          <button
            type="button"
            onClick={() => {
              conflict.takeTheirs();
              done();
            }}
          >
            Take theirs
          </button>
        </p>
      )}
    </form>
  );
}
