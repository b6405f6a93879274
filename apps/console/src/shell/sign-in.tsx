import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ApiProblem, postJson } from '../live/api.js';

const because = (error: Error): string =>
  error instanceof ApiProblem && error.status === 401 ? 'This token is not known here.' : error.message;

/** The gateway leads back here from a link that no longer works. */
const linkWasUsed = (): boolean => new URLSearchParams(location.search).get('sign-in') === 'used';

/** Where one lands without a session. */
export const SignIn = ({ onDone }: { onDone: () => void }) => {
  const session = useMutation({
    mutationFn: (token: string) => postJson('/api/session', { token }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim();
    if (token) session.mutate(token);
  };
  return (
    <main className="sign-in">
      <h1>Nightjar</h1>
      <p>
        {linkWasUsed() ? 'That sign-in link has been used already: each works once. ' : ''}You are not signed in on this
        browser.
      </p>
      <p>
        The observatory prints a sign-in link when it starts: open it once and this browser stays signed in. Or paste a
        token here; the administrator’s is in <code>$NIGHTJAR_HOME/admin-token</code> on the observatory’s machine.
      </p>
      <form onSubmit={submit}>
        <label htmlFor="token">Token</label>
        <input id="token" name="token" type="password" autoComplete="current-password" required />
        <button disabled={session.isPending}>{session.isPending ? 'signing in…' : 'sign in'}</button>
      </form>
      <p role="alert" className="problem">
        {session.error ? because(session.error) : ''}
      </p>
    </main>
  );
};
