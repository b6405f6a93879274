interface DialogEndProps {
  /** The word on the button that does it. */
  readonly does: string;
  readonly mayDo: boolean;
  /** Why it could not be done; absent in a dialog that closes whatever comes of it. */
  readonly problem?: string;
  readonly onClose: () => void;
}

/** The end of a dialog's form: what went wrong, the button that does it, and the way out. */
export const DialogEnd = ({ does, mayDo, problem, onClose }: DialogEndProps) => (
  <>
    {problem === undefined ? null : (
      <p role="alert" className="problem">
        {problem}
      </p>
    )}
    <p className="reason-does">
      <button type="submit" disabled={!mayDo}>
        {does}
      </button>
      <button type="button" onClick={onClose}>
        leave it
      </button>
    </p>
  </>
);
