import { isProfileError } from '@profile/sdk';
import { useEffect, useRef, useState } from 'react';
import { client, inSession } from './account.js';
import { type Fault, faultsOf } from './faults.js';

/** The server ends an upload after thirty seconds; a little more, so that its answer comes. */
const timeout = 40_000;

/** Sends a picture, tells how far that is, and why it came to nothing. */
export function useUpload() {
  const [progress, setProgress] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const current = useRef<AbortController>(undefined);
  const cancel = () => current.current?.abort();
  useEffect(() => cancel, []);

  /** Whether it is their picture now. */
  async function send(make: () => Promise<Blob | null>): Promise<boolean> {
    const controller = new AbortController();
    current.current = controller;
    setFault(undefined);
    setProgress(0);
    try {
      const picture = await make();
      if (!picture) throw new Error('The browser could make no file of it');
      const options = { signal: controller.signal, timeout, onProgress: setProgress };
      await inSession(() => client.profile.setAvatar(picture, options));
      return true;
    } catch (error) {
      if (!isProfileError(error, 'aborted')) refuse(error);
      return false;
    } finally {
      setProgress(undefined);
    }
  }

  function refuse(error: unknown): void {
    const { fields, form } = faultsOf(error, ['avatar']);
    setFault(() => fields.avatar ?? form);
  }

  return { progress, fault, send, cancel, say: (sentence?: Fault) => setFault(() => sentence) };
}

export type Upload = ReturnType<typeof useUpload>;
