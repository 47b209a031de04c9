import type { ReactNode } from 'react';
import type { Fault } from '../faults.js';
import { useSpeech } from '../language.js';

/** What went well; it is there while empty, so that screen readers notice when it isn't. */
export const Notice = ({ children }: { children?: ReactNode }) => (
  <div role="status" className={children ? 'notice good' : undefined}>
    {children}
  </div>
);

/** What went wrong and belongs to no field. */
export function Complaint({ fault }: { fault: Fault | undefined }) {
  const speech = useSpeech();
  return (
    <div role="alert" className={fault ? 'notice bad' : undefined}>
      {fault?.(speech)}
    </div>
  );
}
