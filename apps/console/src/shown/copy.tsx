import { useEffect, useState } from 'react';

/** A value that a click copies to the clipboard, and says so. */
export const Copy = ({ value, says }: { value: string; says: string }) => {
  const [done, setDone] = useState<string | null>(null);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(null), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setDone('copied'),
      () => setDone('select and copy'),
    );
  return (
    <button type="button" className="copy" title={`${says}: click to copy`} onClick={() => void copy()}>
      <span className="sr">{says}: </span>
      {value}
      <span className="copy-done" aria-live="polite">
        {done}
      </span>
    </button>
  );
};
