import { isProfileError, type Profile, type UpdateProfileRequest } from '@profile/sdk';
import { useUpdateProfile } from '@profile/sdk/react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { LatePhoneField } from '../components/late-phone-field.js';
import { Complaint, Notice } from '../components/notice.js';
import { Card } from '../components/page.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import {
  changesOf,
  conflicting,
  type ProfileField,
  type ProfileValues,
  profileFields,
  valuesOf,
} from '../profile-values.js';

const Conflict = lazy(() => import('./conflict.js'));
const LanguageChoice = lazy(() => import('../components/language-choice.js'));
const ZoneChoice = lazy(() => import('../components/zone-choice.js'));

interface Decision {
  changes: UpdateProfileRequest;
  fields: ProfileField[];
  theirs: Profile;
  decide(mine: boolean): void;
}

export function ProfileForm({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  const update = useUpdateProfile();
  /** What the form was filled with, which its changes are made from. */
  const [base, setBase] = useState(profile);
  const [atWork, setAtWork] = useState(false);
  const [saved, setSaved] = useState(false);
  const [decision, setDecision] = useState<Decision>();
  const { form, frame, field, picker, busy, fault } = useContractForm<ProfileValues>({
    values: valuesOf(base),
    schema: async () => (await import('../profile-schema.js')).updateProfileRequest,
    body: (values) => changesOf(values, base),
    send: async (given) => {
      setSaved(false);
      await save(changesOf(given, base), base);
    },
  });
  const dirty = form.formState.isDirty;

  // What changed elsewhere comes in, unless somebody is typing here.
  useEffect(() => {
    if (busy || profile.version <= base.version || form.formState.isDirty) return;
    setBase(profile);
    form.reset(valuesOf(profile));
  }, [profile, base, busy, form]);

  async function save(changes: UpdateProfileRequest, from: Profile): Promise<void> {
    const sent = form.getValues();
    try {
      const change = { ...changes, expected_version: from.version };
      rebase(await inSession(() => update.mutateAsync(change)), sent);
      setSaved(true);
    } catch (error) {
      if (!isProfileError(error, 'stale_version') || !error.current) throw error;
      const theirs = error.current;
      const fields = conflicting(changes, from, theirs);
      // Who changed other fields is in nobody's way.
      if (fields.length === 0) return save(changes, theirs);
      const mine = await new Promise<boolean>((decide) =>
        setDecision({ changes, fields, theirs, decide }),
      );
      setDecision(undefined);
      return mine ? save(changes, theirs) : take(fields, theirs, from);
    }
  }

  /** Goes on from a newer profile; what was typed since stays. */
  function rebase(next: Profile, sent: ProfileValues): void {
    setBase(next);
    const fresh = valuesOf(next);
    for (const name of profileFields) {
      const typed = form.getValues(name);
      form.resetField(name, { defaultValue: fresh[name] });
      if (typed !== sent[name]) form.setValue(name, typed, { shouldDirty: true });
    }
  }

  /** Theirs for the fields in question; what else was typed stays. */
  function take(fields: ProfileField[], theirs: Profile, from: Profile): void {
    const mine = form.getValues();
    setBase(theirs);
    form.reset(valuesOf(theirs));
    const others = profileFields.filter((name) => !fields.includes(name));
    for (const name of others) {
      if (mine[name] !== (from[name] ?? '')) form.setValue(name, mine[name], { shouldDirty: true });
    }
  }

  return (
    <form {...frame} onFocusCapture={() => setAtWork(true)} onPointerMove={() => setAtWork(true)}>
      <Card title={say('profile.about')}>
        <Field
          {...field('display_name')}
          label={say('field.display_name')}
          hint={say('field.display_name_hint')}
          autoComplete="nickname"
          dir="auto"
        />
        <div className="pair">
          <Field
            {...field('first_name')}
            label={say('field.first_name')}
            autoComplete="given-name"
            dir="auto"
          />
          <Field
            {...field('last_name')}
            label={say('field.last_name')}
            autoComplete="family-name"
            dir="auto"
          />
        </div>
        <LatePhoneField {...picker('phone')} wanted={atWork} />
      </Card>
      <Card title={say('profile.region')}>
        <Suspense fallback={<div className="field waiting" />}>
          <LanguageChoice {...picker('locale')} />
          <ZoneChoice {...picker('timezone')} />
        </Suspense>
      </Card>
      <div className={dirty ? 'bar up' : 'bar'}>
        <Complaint fault={fault} />
        <Notice>{saved && !dirty && say('app.saved')}</Notice>
        <div className="actions">
          <Button type="submit" busy={busy}>
            {say('app.save')}
          </Button>
          {dirty && (
            <Button kind="plain" onClick={() => form.reset(valuesOf(base))}>
              {say('app.discard')}
            </Button>
          )}
        </div>
      </div>
      <Suspense>{decision && <Conflict {...decision} />}</Suspense>
    </form>
  );
}
