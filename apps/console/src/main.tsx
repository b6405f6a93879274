import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem, isUnauthorised } from './live/api.js';
import { LiveProvider } from './live/live.js';
import { status } from './live/queries.js';
import { router } from './router.js';
import { SignIn } from './shell/sign-in.js';
import { isTheme, setTheme } from './shell/theme.js';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/pages.css';
import './style/operations.css';
import './style/pipelines.css';
import './style/products.css';
import './style/plots.css';
import './style/frame.css';

/** What was refused stays refused; what could not be reached is tried again for a while. */
const retry = (failures: number, error: Error): boolean =>
  failures < 3 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500);

const cache = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 20_000, retry, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

const Waiting = () => {
  const { error } = useQuery(status());
  return (
    <main className="sign-in" aria-busy="true">
      <h1>Nightjar</h1>
      <p>{error ? `${error.message}; trying again.` : 'reading the state of the observatory…'}</p>
    </main>
  );
};

const Console = () => {
  const client = useQueryClient();
  // Only whether there is an answer counts here: heartbeats change the status many times a second.
  const { error, data } = useQuery({ ...status(), select: () => true, notifyOnChangeProps: ['error', 'data'] });
  if (isUnauthorised(error)) return <SignIn onDone={() => void client.resetQueries()} />;
  if (!data) return <Waiting />;
  return (
    <LiveProvider waiting={<Waiting />}>
      <RouterProvider router={router} />
    </LiveProvider>
  );
};

const asked = document.documentElement.dataset['theme'];
if (isTheme(asked)) setTheme(asked);

const place = document.getElementById('console');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  );
}
