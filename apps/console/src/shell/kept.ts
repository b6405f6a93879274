import { useState } from 'react';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Keeping a choice is a convenience; a browser that forbids it still gets what was chosen. */
export const keep = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
};

/** A switch that is on until somebody switches it off in this browser. */
export const useKept = (key: string): [boolean, (on: boolean) => void] => {
  const [on, setOn] = useState(() => read(key) !== 'off');
  return [
    on,
    (next) => {
      keep(key, next ? 'on' : 'off');
      setOn(next);
    },
  ];
};
