import type {
  DataProduct,
  NightPlan,
  Notice,
  Observation,
  ObservationRequest,
  Process,
  PhotometryDatum,
  Target,
} from '@nightjar/contracts';
import { eventually, type Observatory } from './observatory.js';
import type { z } from 'zod';

interface Page<T> {
  readonly results: readonly T[];
  readonly next: string | null;
}

/** Every row of a list, page by page. */
async function all<T>(observatory: Observatory, path: string): Promise<T[]> {
  const rows: T[] = [];
  for (let next: string | null = ''; next !== null;) {
    const separator = path.includes('?') ? '&' : '?';
    const page: Page<T> = await observatory.get(
      `${path}${next ? `${separator}cursor=${encodeURIComponent(next)}` : ''}`,
    );
    rows.push(...page.results);
    next = page.next;
  }
  return rows;
}

/** What the API says of a night, by the names an operator would use. */
export class NightView {
  constructor(private readonly observatory: Observatory) {}

  notices = (ivoid: string): Promise<Notice[]> =>
    all(this.observatory, `/api/notices?ivoid=${encodeURIComponent(ivoid)}`);
  targets = (query = ''): Promise<Target[]> => all(this.observatory, `/api/targets${query}`);
  requests = (target: string): Promise<ObservationRequest[]> => all(this.observatory, `/api/requests?target=${target}`);
  observations = (target: string): Promise<Observation[]> =>
    all(this.observatory, `/api/observations?target=${target}`);
  products = (target: string): Promise<DataProduct[]> => all(this.observatory, `/api/data-products?target=${target}`);
  data = (target: string): Promise<PhotometryDatum[]> =>
    all(this.observatory, `/api/reduced-data?target=${target}&kind=photometry`);
  processes = (target: string): Promise<Process[]> => all(this.observatory, `/api/processes?target=${target}`);
  plan = (): Promise<z.output<typeof NightPlan>> => this.observatory.get('/api/plan');

  /** The notice once its outcome is known. */
  judged(ivoid: string, withinMs = 60_000): Promise<Notice> {
    return eventually(`an outcome of ${ivoid}`, withinMs, async () => {
      const [notice] = await this.notices(ivoid);
      return notice && notice.outcome.decision !== 'pending' ? notice : undefined;
    });
  }

  /** The target a notice led to. */
  targetOf(trigger: string, withinMs = 60_000): Promise<Target> {
    return eventually(`a target of trigger ${trigger}`, withinMs, async () => {
      const found = await this.targets(`?q=${encodeURIComponent(trigger)}`);
      return found[0];
    });
  }

  /** The light curve once it has so many detections. */
  lightCurve(target: string, detections: number, withinMs: number): Promise<PhotometryDatum[]> {
    return eventually(`${detections} points on the light curve`, withinMs, async () => {
      const points = await this.data(target);
      if (points.filter((point) => point.mag !== null).length >= detections) return points;
      const processes = await this.processes(target);
      const failed = processes.find((process) => process.state === 'FAILED');
      const frames = (await this.observations(target)).map((o) => `${o.state} ${o.step}`).join('; ');
      throw new Error(
        `${points.length} points, ${processes.length} processes, ${frames}${failed ? `; ${failed.failureMessage}` : ''}`,
      );
    });
  }
}
