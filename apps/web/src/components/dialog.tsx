import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';

interface DialogProps {
  open: boolean;
  title: string;
  text: string;
  children: ReactNode;
  /** Asked to close by Escape; left out, it must be answered. */
  onClose?: () => void;
}

/** A question that comes before everything else. */
export default function Dialog({ open, title, text, children, onClose }: DialogProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => next || onClose?.()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Viewport className="dialog-place">
          <AlertDialog.Popup className="dialog">
            <AlertDialog.Title>{title}</AlertDialog.Title>
            <AlertDialog.Description className="hint">{text}</AlertDialog.Description>
            {children}
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
