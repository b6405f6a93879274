import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AlertAsked,
  DeleteProducts,
  ListAlerts,
  ListObservations,
  ListProcesses,
  ListProducts,
  ListRequests,
  newId,
  ProductAdded,
  Refusal,
  RequestChanged,
  ReviewDeletion,
  RunProcess,
  SendAlert,
  type DataProduct,
  type Gives,
  type Observation,
  type ObservationAlert,
  type ObservationRequest,
  type Process,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { automation } from './automation.module.js';
import { SmtpServer, type Whim } from './mail/smtp-server.fixture.js';

/** A machine that is busy answers late. */
const patient = { timeoutMs: 20_000 };

/** Looks until there is something to see. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; ;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${look.toString()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

const page = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const [sampleRequest] = ListRequests.gives.parse(ListRequests.example.gives).results as [ObservationRequest];
const [sampleObservation] = ListObservations.gives.parse(ListObservations.example.gives).results as [Observation];
const [sampleProduct] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
const sampleProcess = RunProcess.gives.parse(RunProcess.example.gives);

/** What the scheduler, sequencer, catalogue and pipelines know in this night, answered on the real bus by the contracts. */
class Peers {
  readonly requests: ObservationRequest[] = [];
  readonly observations: Observation[] = [];
  readonly products: DataProduct[] = [];
  readonly processes: Process[] = [];

  async serve(night: Night): Promise<void> {
    night.bus.serve(ListRequests, async ({ id }) => page(this.requests.filter((one) => one.id === id)));
    night.bus.serve(ListObservations, async ({ request }) =>
      page(this.observations.filter((one) => one.request === request)),
    );
    night.bus.serve(ListProducts, async ({ observation, target, tag }) =>
      page(
        this.products.filter(
          (one) =>
            (observation === undefined ? one.target === target : one.observation === observation) &&
            (tag === undefined || one.tags.includes(tag)),
        ),
      ),
    );
    night.bus.serve(ReviewDeletion, async ({ products }) => ({
      ...ReviewDeletion.gives.parse(ReviewDeletion.example.gives),
      confirmation: products.join(),
    }));
    night.bus.serve(DeleteProducts, async ({ products, confirmation }) => {
      if (confirmation !== products.join()) throw new Refusal('not_confirmed', 'that is not the confirmation');
      const gone = this.products.filter(({ id }) => products.includes(id));
      for (const one of gone) this.products.splice(this.products.indexOf(one), 1);
      return { ...DeleteProducts.gives.parse(DeleteProducts.example.gives), deleted: gone };
    });
    night.bus.serve(ListProcesses, async ({ id, target }) =>
      page(this.processes.filter((one) => (id === undefined ? one.target === target : one.id === id))),
    );
    night.bus.serve(
      RunProcess,
      async ({ pipeline, target = null, inputs }, { actor }): Promise<Gives<typeof RunProcess>> => {
        const process = { ...sampleProcess, id: newId('prc'), pipeline, target, inputs, startedBy: actor };
        this.processes.push(process);
        return process;
      },
    );
    await night.bus.broker.roundTrip();
  }

  /** A request with an observation of so many frames, one of them a raw form. */
  observe(targetName: string, frames: number, target = newId('tgt')): ObservationRequest {
    const request: ObservationRequest = { ...sampleRequest, id: newId('req'), target, targetName, state: 'RUNNING' };
    const observation = { ...sampleObservation, id: newId('obs'), request: request.id, target, frames };
    this.requests.push(request);
    this.observations.push(observation);
    for (let i = 0; i < frames; i++)
      this.products.push({
        ...{ ...sampleProduct, id: newId('prd'), target, observation: observation.id },
        name: `frame-${i}-${i === 0 ? 'e00' : 'e91'}.fits.fz`,
      });
    return request;
  }
}

describe('tom_education: alerts when an observation has new data', () => {
  let night: Night;
  let server: SmtpServer;
  const peers = new Peers();

  beforeAll(async () => {
    server = await SmtpServer.start();
    night = await startNight({
      environment: { NIGHTJAR_SMTP_URL: server.url, NIGHTJAR_MAIL_FROM: 'nightjar@observatory.example' },
    });
    await peers.serve(night);
    const { database } = await night.start(automation);
    expect(await database?.drift()).toEqual([]);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const wish = async ({ id: request, target, targetName }: ObservationRequest, email = 'ada@example.org') => {
    const id = newId('alt');
    await night.publish(AlertAsked, { id, request, target, targetName, email });
    await state(id, 'OPEN');
    return id;
  };
  const alert = async (id: string): Promise<ObservationAlert | undefined> =>
    (await night.ask(ListAlerts, { id }, patient)).results[0];
  const state = (id: string, wanted: string): Promise<ObservationAlert> =>
    eventually(async () => {
      const found = await alert(id);
      return found?.state === wanted ? found : undefined;
    });
  const complete = async (request: ObservationRequest, change: Partial<ObservationRequest> = {}): Promise<void> => {
    const done = { ...request, state: 'COMPLETED' as const, because: 'all exposures are taken', ...change };
    peers.requests.splice(peers.requests.indexOf(request), 1, done);
    await night.publish(RequestChanged, done);
  };
  const mailsOf = (targetName: string) =>
    server.mails.filter(({ text }) => text.includes(`Subject: Observation for '${targetName}' has new data`));

  it('write one e-mail to whoever asked, once the observation is over, with links', async () => {
    const request = peers.observe('X', 2);
    const id = await wish(request);
    expect(mailsOf('X')).toEqual([]);
    await complete(request);
    expect(await state(id, 'SENT')).toMatchObject({ sentAt: expect.any(String), because: '250 2.0.0 taken' });
    await night.publish(RequestChanged, { ...request, state: 'COMPLETED' }, { id: newId('msg') });
    const [mail, ...more] = mailsOf('X');
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ from: 'nightjar@observatory.example', to: ['ada@example.org'] });
    expect(mail?.text).toContain(`http://127.0.0.1:3000/targets/${request.target}`);
  });

  it('have one timelapse made of a target with two alerts, of its good frames alone', async () => {
    const request = peers.observe('Twice', 3);
    const ids = [await wish(request, 'ada@example.org'), await wish(request, 'bob@example.org')];
    await complete(request);
    for (const id of ids) await state(id, 'SENT');
    expect(
      mailsOf('Twice')
        .map(({ to }) => to[0])
        .sort(),
    ).toEqual(['ada@example.org', 'bob@example.org']);
    const films = await eventually(async () => {
      const found = peers.processes.filter(({ target }) => target === request.target);
      return found.length > 0 ? found : undefined;
    });
    expect(films).toHaveLength(1);
    const names = films[0]?.inputs.map((id) => peers.products.find((one) => one.id === id)?.name);
    expect(names).toEqual(['frame-1-e91.fits.fz', 'frame-2-e91.fits.fz']);
  });

  it('replace the old timelapses of the target by the new one, and nothing else', async () => {
    const request = peers.observe('Film', 2);
    const film = (process: string | null, target = request.target): DataProduct => {
      const made = { ...sampleProduct, id: newId('prd'), observation: null, type: 'other' as const };
      return { ...made, target, process, name: 't.gif', tags: ['timelapse'] };
    };
    const [old, other] = [film(newId('prc')), film(newId('prc'), newId('tgt'))];
    peers.products.push(old, other);
    const id = await wish(request);
    await complete(request);
    await state(id, 'SENT');
    const { id: process } = await eventually(async () =>
      peers.processes.find(({ target }) => target === request.target),
    );
    const [byHand, fresh] = [film(newId('prc')), film(process)];
    const before = peers.products.length;
    await night.publish(ProductAdded, byHand);
    peers.products.push(fresh);
    await night.publish(ProductAdded, fresh);
    await eventually(async () => (peers.products.includes(old) ? undefined : true));
    expect(peers.products).toEqual(expect.arrayContaining([other, fresh]));
    expect(peers.products).toHaveLength(before);
  });

  it('leave observations alone of which nobody asked to hear', async () => {
    const request = peers.observe('Nobody', 2);
    const other = peers.observe('Somebody', 2);
    await complete(request);
    const id = await wish(other);
    await complete(other);
    await state(id, 'SENT');
    expect(mailsOf('Nobody')).toEqual([]);
    expect(peers.processes.filter(({ target }) => target === request.target)).toEqual([]);
  });

  it('are closed without an e-mail where the observation brought nothing', async () => {
    const request = peers.observe('Clouds', 0);
    const id = await wish(request);
    await complete(request, { state: 'EXPIRED', because: 'its last window ended' });
    expect(await state(id, 'CLOSED')).toMatchObject({
      because: 'the observation brought no data: its request is EXPIRED, its last window ended',
    });
    expect(mailsOf('Clouds')).toEqual([]);
  });

  it('find an observation that was over before the wish was heard', async () => {
    const request = peers.observe('Late', 1);
    await complete(request);
    const id = newId('alt');
    await night.publish(AlertAsked, {
      id,
      request: request.id,
      target: request.target,
      targetName: 'Late',
      email: 'a@b.org',
    });
    await state(id, 'SENT');
    expect(mailsOf('Late')).toHaveLength(1);
  });

  it.each<[Whim, string]>([
    ['greylist', 'Grey'],
    ['hang up before the text', 'Cut'],
  ])('are tried again where the server may %s', async (whim, name) => {
    const request = peers.observe(name, 1);
    const id = await wish(request);
    server.whims.push(whim);
    await complete(request);
    await state(id, 'SENT');
    expect(mailsOf(name)).toHaveLength(1);
  });

  it('are given up where the server refuses for good, and sent when a person says so', async () => {
    const request = peers.observe('Gone', 1);
    const id = await wish(request);
    server.whims.push('refuse');
    await complete(request);
    expect(await state(id, 'FAILED')).toMatchObject({ because: expect.stringContaining('550 5.1.1 no such mailbox') });
    await night.ask(SendAlert, { id }, patient);
    await state(id, 'SENT');
    await expect(night.ask(SendAlert, { id }, patient)).rejects.toMatchObject({ code: 'not_due' });
    expect(mailsOf('Gone')).toHaveLength(1);
  });

  it('are not sent again by themselves where nobody knows whether the server took them', async () => {
    const request = peers.observe('Unsure', 1);
    const id = await wish(request);
    server.whims.push('hang up after the text');
    await complete(request);
    expect(await state(id, 'UNSURE')).toMatchObject({
      because: expect.stringMatching(/^may or may not have been taken/),
    });
    expect(mailsOf('Unsure')).toHaveLength(1);
    await night.ask(SendAlert, { id }, patient);
    await state(id, 'SENT');
    const ids = mailsOf('Unsure').map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]);
    expect(ids).toEqual([`<${id}@observatory.example>`, `<${id}@observatory.example>`]);
  });

  it('are left to a person where whoever sent died in the middle', async () => {
    const request = peers.observe('Died', 1);
    const id = await wish(request);
    await complete(request);
    await state(id, 'SENT');
    // as the record stands when a process is killed between the server's word and writing it down
    await night.stop('automation');
    await night.sql(
      `insert into automation.job (id, queue, subject, payload, state, priority, attempts, after, asked_by)
       select ?, queue, subject, payload, 'WAITING', priority, attempts, '{}', asked_by
       from automation.job where queue = 'mail' and payload->>'alert' = ?`,
      [newId('job'), id],
    );
    await night.sql(`update automation.alert set state = 'SENDING' where id = ?`, [id]);
    await night.start(automation);
    await state(id, 'UNSURE');
    expect(mailsOf('Died')).toHaveLength(1);
  });
});

describe('tom_education: alerts without a sender', () => {
  it('name the setting that is missing; what is due waits for it and is sent then', async () => {
    await using server = await SmtpServer.start();
    const environment: Record<string, string> = { NIGHTJAR_SMTP_URL: server.url };
    await using night = await startNight({ environment });
    const peers = new Peers();
    await peers.serve(night);
    await night.start(automation);
    const request = peers.observe('Held', 1);
    const id = newId('alt');
    peers.requests[0] = { ...request, state: 'COMPLETED' };
    await night.publish(AlertAsked, {
      id,
      request: request.id,
      target: request.target,
      targetName: 'Held',
      email: 'a@b.org',
    });
    const state = (wanted: string) =>
      eventually(async () => {
        const answer = await night.ask(ListAlerts, { id }, patient);
        return answer.results[0]?.state === wanted ? answer : undefined;
      });
    const held = await state('HELD');
    expect(held.mail).toEqual({ ready: false, because: expect.stringMatching(/^NIGHTJAR_MAIL_FROM is not set/) });
    expect(held.results[0]?.because).toBe(held.mail.because);
    await night.stop('automation');
    Object.assign(night.environment, { NIGHTJAR_MAIL_FROM: 'nightjar@observatory.example' });
    await night.start(automation);
    await state('SENT');
    expect(server.mails).toHaveLength(1);
  }, 240_000);
});
