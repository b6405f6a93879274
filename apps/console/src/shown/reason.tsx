import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { DialogEnd } from './dialog-end.js';
import { Overlay } from './overlay.js';

interface ReasonProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly does: string;
  readonly onDo: (because: string) => void;
  readonly onClose: () => void;
}

/** Asks once more before what cannot be undone, and why: the reason is kept with what was done. */
export const Reason = ({ title, children, does, onDo, onClose }: ReasonProps) => {
  const id = useId();
  const [because, setBecause] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDo(because.trim());
    onClose();
  };
  return (
    <Overlay titleId={id} className="reason" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        <p>{children}</p>
        <label>
          Because
          <input
            type="text"
            required
            maxLength={400}
            autoFocus
            value={because}
            onChange={(e) => setBecause(e.target.value)}
          />
        </label>
        <DialogEnd does={does} mayDo={because.trim() !== ''} onClose={onClose} />
      </form>
    </Overlay>
  );
};
