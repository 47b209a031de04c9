import { type ComponentProps, type ReactNode, useId } from 'react';
import type { Fault } from '../faults.js';
import { useSpeech } from '../language.js';

interface FrameProps {
  label: string;
  hint?: ReactNode;
  fault?: Fault | undefined;
  optional?: boolean | undefined;
  children(ids: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean;
  }): ReactNode;
}

/** A label, what is in it, what to know of it, and what is wrong with it. */
export function FieldFrame({ label, hint, fault, optional, children }: FrameProps) {
  const speech = useSpeech();
  const id = useId();
  const described = [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="optional"> ({speech.say('app.optional')})</span>}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': !!fault })}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault(speech)}
        </p>
      )}
      {hint && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

type FieldProps = ComponentProps<'input'> & Omit<FrameProps, 'children'>;

export function Field({ label, hint, fault, optional, ...input }: FieldProps) {
  return (
    <FieldFrame label={label} hint={hint} fault={fault} optional={optional}>
      {(ids) => <input type="text" {...input} {...ids} />}
    </FieldFrame>
  );
}
