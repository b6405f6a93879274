import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { CandidatesPage } from './candidates/candidates.page.js';
import { FramePage } from './frame/frame.page.js';
import { AlertsPage } from './pages/alerts/alerts.page.js';
import { ChainPage } from './pages/chain/chain.page.js';
import { NewChainPage } from './pages/chain/new-chain.page.js';
import { GalleryPage } from './pages/gallery/gallery.page.js';
import { GroupPage } from './pages/group/group.page.js';
import { GroupsPage } from './pages/groups/groups.page.js';
import { PipelinesPage } from './pages/pipelines/pipelines.page.js';
import { ProcessPage } from './pages/process/process.page.js';
import { QueuesPage } from './pages/queues/queues.page.js';
import { SystemPage } from './pages/system/system.page.js';
import { TargetPage } from './pages/target/target.page.js';
import { TargetsPage } from './pages/targets/targets.page.js';
import { TonightPage } from './pages/tonight/tonight.page.js';
import { NotFound } from './shell/not-found.js';
import { Shell } from './shell/shell.js';

type Search = Record<string, unknown>;

const textOf = (search: Search, key: string): string | undefined => {
  const value = search[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/** Keeps the named parameters that are there, as text: a deep link with anything else in it still opens. */
const only =
  <K extends string>(...keys: K[]) =>
  (search: Search): { [key in K]?: string } => {
    const kept: { [key in K]?: string } = {};
    for (const key of keys) {
      const value = textOf(search, key);
      if (value !== undefined) kept[key] = value;
    }
    return kept;
  };

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const getParentRoute = () => root;

// One route for each page: what a link to it may carry is said here.
const tonight = createRoute({ getParentRoute, path: '/', component: TonightPage, validateSearch: only('from', 'to') });
const alerts = createRoute({
  getParentRoute,
  path: '/alerts',
  component: AlertsPage,
  validateSearch: only('open', 'role', 'q', 'cursor'),
});
const targets = createRoute({
  getParentRoute,
  path: '/targets',
  component: TargetsPage,
  validateSearch: only('q', 'cursor'),
});
const target = createRoute({
  getParentRoute,
  path: '/targets/$id',
  component: TargetPage,
  validateSearch: only('time', 'as', 'hide', 'frame', 'cards', 'type', 'after'),
});
const groups = createRoute({
  getParentRoute,
  path: '/data-product-groups',
  component: GroupsPage,
  validateSearch: only('q', 'show', 'cursor'),
});
const group = createRoute({ getParentRoute, path: '/data-product-groups/$id', component: GroupPage });
const gallery = createRoute({
  getParentRoute,
  path: '/gallery',
  component: GalleryPage,
  validateSearch: only('products'),
});
const pipelines = createRoute({
  getParentRoute,
  path: '/pipelines',
  component: PipelinesPage,
  validateSearch: only('run', 'target', 'again', 'inputs'),
});
const newChain = createRoute({
  getParentRoute,
  path: '/chains/new',
  component: NewChainPage,
  validateSearch: only('target', 'inputs'),
});
const chain = createRoute({ getParentRoute, path: '/chains/$id', component: ChainPage });
const process = createRoute({
  getParentRoute,
  path: '/processes/$id',
  component: ProcessPage,
  validateSearch: only('with'),
});
const candidates = createRoute({
  getParentRoute,
  path: '/processes/$id/candidates',
  component: CandidatesPage,
  validateSearch: only('show', 'sort', 'page'),
});
const frame = createRoute({
  getParentRoute,
  path: '/frames/$id',
  component: FramePage,
  validateSearch: only(
    'hdu',
    'plane',
    'stretch',
    'cut',
    'map',
    'invert',
    'show',
    'with',
    'at',
    'cards',
    'boxes',
    'mean',
  ),
});
/** Where tom_education has it: links that were made for it still lead there. */
const pipelineOfTomEducation = createRoute({
  getParentRoute,
  path: '/pipeline/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/processes/$id', params, replace: true });
  },
});
const queues = createRoute({
  getParentRoute,
  path: '/queues',
  component: QueuesPage,
  validateSearch: only('queue', 'state', 'cursor', 'letter', 'letters'),
});
const system = createRoute({ getParentRoute, path: '/system', component: SystemPage });

const routeTree = root.addChildren([
  tonight,
  alerts,
  targets,
  target,
  groups,
  group,
  gallery,
  pipelines,
  newChain,
  chain,
  process,
  candidates,
  frame,
  pipelineOfTomEducation,
  queues,
  system,
]);

export const router = createRouter({ routeTree, defaultPreload: false, scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
