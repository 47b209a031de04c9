import type { Profile } from '@profile/sdk';
import { useProfileMutation } from '@profile/sdk/react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Complaint, Notice } from '../components/notice.js';
import { Sending } from '../components/sending.js';
import { faultOf } from '../faults.js';
import { useSpeech } from '../language.js';
import { useUnsaved } from '../leaving.js';
import { formats, readPicture } from '../picture-file.js';
import { useUpload } from '../upload.js';

const Cropping = lazy(() => import('./cropping.js'));

/** Chooses a picture, also by dropping it anywhere, and removes the one there is. */
export default function Picture({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  const upload = useUpload();
  const remove = useProfileMutation('profile.removeAvatar');
  const input = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<ImageBitmap>();
  const [done, setDone] = useState('');
  const sending = upload.progress !== undefined;
  const idle = !sending && !picture && !remove.isPending;
  const has = profile.avatar_url !== null;
  useUnsaved(sending);

  async function choose(file: File) {
    upload.say();
    setDone('');
    const read = await readPicture(file);
    if (read) return setPicture(read);
    // What this browser can't show the server may; and if not, it says why.
    const { avatarLimit } = await import('../schemas.js');
    if (file.size > avatarLimit) return upload.say(({ say }) => say('error.body_too_large'));
    if (await upload.send(async () => file)) setDone(say('picture.saved'));
  }

  function close(saved: boolean) {
    picture?.close();
    setPicture(undefined);
    upload.say();
    if (saved) setDone(say('picture.saved'));
  }

  async function drop() {
    upload.say();
    setDone('');
    try {
      await inSession(() => remove.mutateAsync());
      setDone(say('picture.removed'));
    } catch (error) {
      upload.say(faultOf(error));
    }
  }

  const over = useDropped(idle ? choose : undefined);
  return (
    <div className={over ? 'picture over' : 'picture'}>
      <div className="actions">
        <input
          ref={input}
          type="file"
          accept={formats}
          hidden
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            // The same one may be chosen once more.
            target.value = '';
            if (file) void choose(file);
          }}
        />
        <Button kind="second" busy={!idle} onClick={() => input.current?.click()}>
          {say(has ? 'picture.change' : 'picture.choose')}
        </Button>
        {has && (
          <Button kind="second" busy={!idle} onClick={drop}>
            {say('picture.remove')}
          </Button>
        )}
        <span className="hint">{say('picture.drop')}</span>
      </div>
      {!picture && upload.progress !== undefined && (
        <div className="actions">
          <Sending progress={upload.progress} />
          <Button kind="second" onClick={upload.cancel}>
            {say('picture.stop')}
          </Button>
        </div>
      )}
      {!picture && <Complaint fault={upload.fault} />}
      <Notice>{done}</Notice>
      <Suspense>
        {picture && <Cropping picture={picture} upload={upload} onClose={close} />}
      </Suspense>
    </div>
  );
}

/** Whether a file is held over the page; dropped, it is taken instead of being opened in place of the page. */
function useDropped(take: ((file: File) => void) | undefined): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    function hold(event: DragEvent) {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(take !== undefined);
    }
    function drop(event: DragEvent) {
      const [file] = event.dataTransfer?.files ?? [];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      take?.(file);
    }
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false);
    const listeners = { dragover: hold, drop, dragleave: leave };
    const each = Object.entries(listeners) as [string, EventListener][];
    for (const [type, listener] of each) addEventListener(type, listener);
    return () => {
      for (const [type, listener] of each) removeEventListener(type, listener);
    };
  });
  return over;
}
