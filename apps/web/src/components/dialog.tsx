import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef } from 'react';

interface DialogProps {
  open: boolean;
  title: string;
  text: string;
  children: ReactNode;
  /** Where the focus goes, in the words of CSS; left out, to what comes first. */
  focusOn?: string;
  /** Asked to close by Escape; left out, it must be answered. */
  onClose?: () => void;
}

/** A question that comes before everything else. */
export default function Dialog({ open, title, text, children, focusOn, onClose }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const first = () => (focusOn && popup.current?.querySelector<HTMLElement>(focusOn)) || true;
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => next || onClose?.()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Viewport className="dialog-place">
          <AlertDialog.Popup ref={popup} className="dialog" initialFocus={first}>
            <AlertDialog.Title>{title}</AlertDialog.Title>
            <AlertDialog.Description className="hint">{text}</AlertDialog.Description>
            {children}
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
