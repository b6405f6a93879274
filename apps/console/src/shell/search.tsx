import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';

export const SEARCH_ID = 'search';

/** Leads to the list of targets: by part of a name, or by a position in any of the usual forms. */
export const Search = () => {
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget).get('q') ?? '').trim();
    void navigate({ to: '/targets', search: q ? { q } : {} });
  };
  return (
    <form role="search" className="search" onSubmit={submit}>
      <input
        id={SEARCH_ID}
        name="q"
        type="search"
        aria-label="Search targets"
        placeholder="target or position  /"
        autoComplete="off"
      />
    </form>
  );
};
