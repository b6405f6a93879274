import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

interface OverlayProps {
  readonly titleId: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly onKey?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the page. It is not modal, on purpose: a modal one would make the emergency stop above it inert.
 * Esc and a click beside it close it; the focus goes back to where it was.
 */
export const Overlay = ({ titleId, className, onClose, onKey, children }: OverlayProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  // asked for while rendering: a field in the dialog that takes the focus has it before the effect runs
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const own = dialog.current;
    if (!own?.contains(document.activeElement)) own?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [before]);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.shiftKey) onClose();
    else onKey?.(event);
  };
  return (
    <div className="over" onClick={(event) => event.target === event.currentTarget && onClose()} onKeyDown={press}>
      <dialog ref={dialog} open tabIndex={-1} className={className} aria-labelledby={titleId}>
        {children}
      </dialog>
    </div>
  );
};
