import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mjd, offset, separation } from '@nightjar/astro';
import {
  AddProduct,
  AddTarget,
  DatumAdded,
  FrameStored,
  ListProductGroups,
  ListProducts,
  ListReducedData,
  ListTargets,
  newId,
  NoticeMatched,
  NoticeReceived,
  ProcessSucceeded,
  ProductAdded,
  SaveProductGroup,
  TargetAdded,
  type Notice,
  type PhotometryDatum,
} from '@nightjar/contracts';
import type { RunningService } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { catalog } from './catalog.module.js';

const notice = (more: Partial<Notice> = {}): Notice => ({
  ...NoticeReceived.carries.parse(NoticeReceived.example),
  id: newId('ntc'),
  ivoid: `ivo://nightjar.test/swift#${newId('x')}`,
  ...more,
});
const [sampleDatum] = ListReducedData.gives.parse(ListReducedData.example.gives).results as [PhotometryDatum];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the catalogue', () => {
  let night: Night;
  let service: RunningService;
  beforeAll(async () => {
    night = await startNight();
    // Two instances share the work, as after a careless deployment.
    [service] = await Promise.all([night.start(catalog), night.start(catalog)]);
  });
  afterAll(async () => {
    await night[Symbol.asyncDispose]();
  });

  it('has entities that say what its tables are', async () => {
    expect(await service.database?.drift()).toEqual([]);
  });

  const matched = async (sent: Notice, message: { id?: string; streamId?: string } = {}) => {
    await night.publish(NoticeReceived, sent, message);
    return night.until(NoticeMatched, (match) => match.notice.id === sent.id);
  };
  const target = async (more: Partial<Notice>): Promise<string> => (await matched(notice(more))).target?.id ?? 'none';

  describe('matching', () => {
    it('makes a target of a new trigger and tells of it, then of the match', async () => {
      const sent = notice({ trigger: '1001' });
      const { target: made, because } = await matched(sent);
      expect(made).toMatchObject({
        name: 'Swift 1001',
        aliases: ['1001'],
        raDeg: 217.926,
        decDeg: 36.303,
        errorDeg: 0.05,
      });
      expect(made).toMatchObject({ epoch: sent.eventTime, traceId: sent.traceId });
      expect(because).toBe('a new trigger of Swift');
      expect(await night.until(TargetAdded, ({ name }) => name === 'Swift 1001')).toEqual(made);
      expect((await night.ask(ListTargets, { id: made?.id })).results).toEqual([{ ...made, separationArcsec: null }]);
    });

    it('gives a notice delivered twice one match', async () => {
      const sent = notice({ trigger: '1002' });
      await matched(sent, { id: sent.id, streamId: 'one' });
      await night.publish(NoticeReceived, sent, { id: sent.id, streamId: 'two' });
      await night.publish(NoticeReceived, sent, { id: 'as another message', streamId: 'three' });
      await matched(notice({ trigger: '1003' }));
      expect(night.recorder.all(NoticeMatched).filter((match) => match.notice.id === sent.id)).toHaveLength(1);
      expect((await night.ask(ListTargets, { q: 'Swift 1002' })).count.value).toBe(1);
    });

    it('makes one target of notices of one trigger that come at once', async () => {
      const sent = Array.from({ length: 20 }, (_, i) => notice({ trigger: '2001', errorDeg: 0.05 + i / 1000 }));
      const matches = await Promise.all(sent.map((one) => matched(one)));
      expect(new Set(matches.map((match) => match.target?.id)).size).toBe(1);
      expect((await night.ask(ListTargets, { q: 'Swift 2001' })).count.value).toBe(1);
      expect(night.recorder.all(TargetAdded).filter(({ name }) => name === 'Swift 2001')).toHaveLength(1);
    });

    it('moves the target to a better position of the same trigger, never to a worse', async () => {
      await matched(notice({ trigger: '3001' }));
      const better = await matched(notice({ trigger: '3001', raDeg: 217.93, errorDeg: 0.001, relation: 'update' }));
      expect(better.target).toMatchObject({ raDeg: 217.93, errorDeg: 0.001 });
      const worse = await matched(notice({ trigger: '3001', raDeg: 218.5, errorDeg: 1 }));
      expect(worse.target).toEqual(better.target);
    });

    it('follows a citation in either spelling of the identifier', async () => {
      const first = notice({ mission: null, trigger: null, ivoid: 'ivo://cited.example/s#A1', eventTime: null });
      const { target: made } = await matched(first);
      expect(made?.name).toBe('s A1');
      const citing = { mission: null, trigger: null, relation: 'retraction' as const, raDeg: null, decDeg: null };
      expect(await target({ ...citing, cites: ['ivo://Cited.Example/s?A1'] })).toBe(made?.id);
    });

    it('joins the triggers of two missions at one place and time, not two of one mission', async () => {
      const place = { raDeg: 10, decDeg: -20, eventTime: '2009-01-01T00:00:00.000Z' };
      const fermi = await matched(notice({ ...place, mission: 'Fermi', trigger: '41', errorDeg: 4 }));
      const swift = await matched(
        notice({ ...place, trigger: '4001', decDeg: -21, eventTime: '2009-01-01T00:20:00.000Z' }),
      );
      expect(swift.target).toMatchObject({ id: fermi.target?.id, name: 'Fermi 41', decDeg: -21, errorDeg: 0.05 });
      expect(swift.target?.aliases).toContain('Swift 4001');
      expect(await target({ ...place, mission: 'Fermi', trigger: '42', errorDeg: 4 })).not.toBe(fermi.target?.id);
      const later = { ...place, trigger: '4002', decDeg: -21, eventTime: '2009-01-01T03:00:00.000Z' };
      expect(await target(later)).not.toBe(fermi.target?.id);
    });

    it('tells of a match with none for a test and for a notice without a position', async () => {
      expect(await matched(notice({ role: 'test', trigger: '5001' }))).toMatchObject({
        target: null,
        because: 'its role is test',
      });
      const unplaced = notice({ trigger: '5002', raDeg: null, decDeg: null });
      expect(await matched(unplaced)).toMatchObject({ target: null, because: 'it has no position' });
      expect((await night.ask(ListTargets, { q: 'Swift 500' })).results).toEqual([]);
    });
  });

  describe('targets by hand', () => {
    it('are made under a name that is free', async () => {
      const made = await night.ask(AddTarget, {
        name: 'SN 1987A',
        aliases: ['AT 1987A'],
        raDeg: 83.86654,
        decDeg: -69.26974,
      });
      expect(await night.until(TargetAdded, ({ id }) => id === made.id)).toEqual(made);
      await expect(night.ask(AddTarget, { name: 'sn 1987a', raDeg: 0, decDeg: 0 })).rejects.toMatchObject({
        code: 'name_taken',
      });
      await expect(night.ask(AddTarget, { name: 'AT 1987A', raDeg: 0, decDeg: 0 })).rejects.toMatchObject({
        code: 'name_taken',
      });
    });

    it('are found by part of a name or alias, in any case, with signs taken as they are', async () => {
      await night.ask(AddTarget, { name: '100% sure', aliases: [], raDeg: 1, decDeg: 1 });
      const names = async (q: string) => (await night.ask(ListTargets, { q })).results.map(({ name }) => name);
      expect(await names('t 1987')).toEqual(['SN 1987A']);
      expect(await names('100%')).toEqual(['100% sure']);
      expect(await names('100_')).toEqual([]);
    });

    it('under one name at once make one target', async () => {
      const asked = Array.from({ length: 10 }, () => night.ask(AddTarget, { name: 'rush', raDeg: 5, decDeg: 5 }));
      const outcomes = await Promise.allSettled(asked);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('cone search', () => {
    const sky: { id: string; raDeg: number; decDeg: number }[] = [];
    beforeAll(async () => {
      const place = (raDeg: number, decDeg: number) => sky.push({ id: newId('tgt'), raDeg, decDeg });
      for (let i = 0; i < 600; i++) place((i * 137.508) % 360, (Math.asin(1 - (2 * i + 1) / 600) * 180) / Math.PI);
      for (let i = 0; i < 60; i++) place(i * 6, 89.9 + (i % 10) / 100);
      for (let i = 0; i < 60; i++) place(i * 6, -90 + (i % 7) / 1000);
      for (let i = 0; i < 60; i++) place((i % 2 ? 359.99 : 0) + (i % 10) / 1000, (i - 30) / 100);
      place(0, 90);
      place(0, -90);
      await night.sql(
        `insert into catalog.target (id, name, ra_deg, dec_deg, created_at)
         select v ->> 'id', v ->> 'id', (v ->> 'raDeg')::float8, (v ->> 'decDeg')::float8, now() from jsonb_array_elements(?::jsonb) v`,
        [JSON.stringify(sky)],
      );
    });

    const found = async (raDeg: number, decDeg: number, radiusDeg: number) => {
      const { results } = await night.ask(ListTargets, { cone: { raDeg, decDeg, radiusDeg }, limit: 1000 });
      return results.filter(({ name }) => name.startsWith('tgt_'));
    };

    it('finds exactly what is there, at the poles and across 0h too, nearest first', async () => {
      const centre = fc.oneof(
        fc.record({
          raDeg: fc.double({ min: 0, max: 359.999, noNaN: true }),
          decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
        }),
        fc.record({
          raDeg: fc.double({ min: 0, max: 359.999, noNaN: true }),
          decDeg: fc.constantFrom(90, -90, 89.95, -89.998),
        }),
        fc.record({
          raDeg: fc.constantFrom(0, 359.9999, 0.0001),
          decDeg: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
        }),
      );
      const radius = fc.oneof(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 180, noNaN: true }),
      );
      await fc.assert(
        fc.asyncProperty(centre, radius, async (at, radiusDeg) => {
          const results = await found(at.raDeg, at.decDeg, radiusDeg);
          const expected = sky.filter((one) => separation(at, one) <= radiusDeg).map(({ id }) => id);
          // On the rim itself the last bit of two formulas decides.
          const onRim = new Set(
            sky.filter((one) => Math.abs(separation(at, one) - radiusDeg) < 1e-12).map(({ id }) => id),
          );
          const sure = (ids: readonly string[]) => new Set(ids.filter((id) => !onRim.has(id)));
          expect(sure(results.map(({ id }) => id))).toEqual(sure(expected));
          const apart = results.map(({ separationArcsec }) => separationArcsec ?? Number.NaN);
          expect(apart).toEqual([...apart].sort((a, b) => a - b));
          for (const one of results)
            expect(Math.abs((one.separationArcsec ?? 0) / 3600 - separation(at, one))).toBeLessThan(1e-10);
        }),
        { numRuns: 60 },
      );
    });

    it('survives positions that are almost nothing', async () => {
      const { id } = await night.ask(AddTarget, { name: 'tiny', raDeg: 5e-324, decDeg: -1e-200 });
      const { results } = await night.ask(ListTargets, { cone: { raDeg: 1e-170, decDeg: 1e-310, radiusDeg: 1e-300 } });
      expect(results.map((one) => one.id)).toContain(id);
    });

    it('tells a thousandth of an arcsecond at any declination', async () => {
      for (const decDeg of [0, 60, 89.9999, -89.9999]) {
        const centre = { raDeg: 33, decDeg };
        const near = offset(centre, 70, 0.5 / 3600);
        const { id } = await night.ask(AddTarget, { name: `near ${decDeg}`, ...near });
        const within = async (arcsec: number) =>
          (await night.ask(ListTargets, { cone: { ...centre, radiusDeg: arcsec / 3600 } })).results.some(
            (one) => one.id === id,
          );
        expect([await within(0.4999), await within(0.5001)]).toEqual([false, true]);
      }
    });

    it('pages without a gap or a double, nearest first', async () => {
      const cone = { raDeg: 0, decDeg: 90, radiusDeg: 0.2 };
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await night.ask(ListTargets, { cone, limit: 7, ...(cursor ? { cursor } : {}) });
        seen.push(...page.results.map(({ id }) => id));
        expect(page.count).toEqual({ value: 62, exact: true });
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(seen).toHaveLength(62);
      expect(new Set(seen).size).toBe(62);
    });

    it('refuses a cursor it has not given', async () => {
      await expect(night.ask(ListTargets, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
    });
  });

  it('pages targets newest first while others are added', async () => {
    const first = await night.ask(ListTargets, { limit: 5 });
    await night.ask(AddTarget, { name: 'between pages', raDeg: 0, decDeg: 0 });
    const second = await night.ask(ListTargets, { limit: 5, cursor: first.next ?? '' });
    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(10);
  });

  describe('products and measured values', () => {
    const frame = (name: string, of: string | null) => ({
      ...FrameStored.carries.parse(FrameStored.example),
      ...{ name, sha256: sha256(name), target: of },
    });
    const outputs = (of: string, name: string, more: Partial<Pick<PhotometryDatum, 'mag' | 'tag' | 'meta'>> = {}) => {
      const example = ProcessSucceeded.carries.parse(ProcessSucceeded.example);
      const time = '2008-03-19T06:13:35.250Z';
      return {
        process: { ...example.process, id: newId('prc') },
        products: example.products.map((one) => ({ ...one, id: newId('prd'), name, target: of })),
        data: [{ ...sampleDatum, id: newId('dat'), target: of, time, ...more }],
      };
    };

    it('registers a frame once, with its facts, however often it is told of', async () => {
      const of = await target({ trigger: '6001' });
      await night.publish(FrameStored, frame('a.fits', of), { id: 'frame-a' });
      const product = await night.until(ProductAdded, ({ name }) => name === 'a.fits');
      expect(product).toMatchObject({
        type: 'frame',
        target: of,
        mediaType: 'application/fits',
        meta: { filter: 'V', exposureS: 30 },
      });
      await night.publish(FrameStored, frame('a.fits', of), { id: 'frame-a', streamId: 'again' });
      await night.publish(FrameStored, frame('a.fits', of), { id: 'frame-a by another message' });
      await night.publish(FrameStored, frame('b.fits', of));
      await night.until(ProductAdded, ({ name }) => name === 'b.fits');
      expect((await night.ask(ListProducts, { target: of, type: 'frame' })).results.map(({ name }) => name)).toEqual([
        'b.fits',
        'a.fits',
      ]);
      expect((await night.ask(ListProducts, { sha256: sha256('a.fits') })).results).toEqual([product]);
    });

    it('registers a frame of an unknown target without one', async () => {
      await night.publish(FrameStored, frame('stray.fits', newId('tgt')));
      expect(await night.until(ProductAdded, ({ name }) => name === 'stray.fits')).toMatchObject({ target: null });
    });

    it('takes in all outputs of a process, once', async () => {
      const of = await target({ trigger: '7001' });
      const sent = outputs(of, 'preview-7001.png');
      await night.publish(ProcessSucceeded, sent, { id: 'process-7001' });
      const datum = await night.until(DatumAdded, (one) => one.target === of);
      expect(datum).toMatchObject({
        mag: 11.32,
        magError: 0.02,
        limit: null,
        filter: 'V',
        process: sent.data[0]?.process,
      });
      expect(datum.mjd).toBe(mjd(new Date('2008-03-19T06:13:35.250Z')));
      await night.until(ProductAdded, ({ name }) => name === 'preview-7001.png');
      await night.publish(ProcessSucceeded, sent, { id: 'process-7001', streamId: 'again' });
      await night.publish(ProcessSucceeded, outputs(of, 'last-7001.png'));
      await night.until(ProductAdded, ({ name }) => name === 'last-7001.png');
      expect((await night.ask(ListReducedData, { target: of, kind: 'photometry' })).results).toEqual([datum]);
      expect((await night.ask(ListProducts, { target: of })).count.value).toBe(2);
    });

    it('lists what has a tag, or what has not', async () => {
      const of = await target({ trigger: '7002' });
      const tagged = { cut: ['cutout', 'new'], seen: ['difference'], bare: [] };
      const sent = outputs(of, 'bare');
      const products = Object.entries(tagged).flatMap(([name, tags]) =>
        sent.products.slice(0, 1).map((one) => ({ ...one, id: newId('prd'), name, tags })),
      );
      await night.publish(ProcessSucceeded, { ...sent, products }, { id: 'process-7002' });
      await night.until(ProductAdded, ({ name }) => name === 'bare');
      const named = async (ask: object) =>
        (await night.ask(ListProducts, { target: of, ...ask })).results.map(({ name }) => name).sort();
      expect(await named({})).toEqual(['bare', 'cut', 'seen']);
      expect(await named({ tag: 'cutout' })).toEqual(['cut']);
      expect(await named({ without: 'cutout' })).toEqual(['bare', 'seen']);
      expect(await named({ without: 'cutout', tag: 'difference' })).toEqual(['seen']);
    });

    it('lets a value measured again take the place of the first', async () => {
      const of = await target({ trigger: '7002' });
      await night.publish(ProcessSucceeded, outputs(of, 'first.png'));
      const first = await night.until(DatumAdded, (one) => one.target === of);
      await night.publish(ProcessSucceeded, outputs(of, 'second.png', { mag: 11.4 }));
      await night.until(DatumAdded, (one) => one.target === of && 'mag' in one && one.mag === 11.4);
      const { results } = await night.ask(ListReducedData, { target: of });
      expect(results).toMatchObject([{ id: first.id, mag: 11.4 }]);
      expect(Object.keys(results[0]!)).not.toContain('tag');
      const said = { tag: 'host', meta: { aperturePx: 5 } };
      await night.publish(ProcessSucceeded, outputs(of, 'third.png', { mag: 11.4, ...said }));
      await night.until(DatumAdded, (one) => one.target === of && one.tag === 'host');
      expect((await night.ask(ListReducedData, { target: of })).results).toMatchObject([{ id: first.id, ...said }]);
    });

    it('gives measured values in the order of time, page by page', async () => {
      const of = await target({ trigger: '7003' });
      const sent = outputs(of, 'series.png');
      const data = Array.from({ length: 12 }, (_, i) => ({
        ...sent.data[0]!,
        id: newId('dat'),
        time: new Date(Date.UTC(2008, 2, 19, 7, (i * 7) % 12)).toISOString(),
      }));
      await night.publish(ProcessSucceeded, { ...sent, data });
      await night.until(ProductAdded, ({ name }) => name === 'series.png');
      const first = await night.ask(ListReducedData, { target: of, limit: 5 });
      const second = await night.ask(ListReducedData, { target: of, limit: 100, cursor: first.next ?? '' });
      const times = [...first.results, ...second.results].map(({ time }) => time);
      expect(times).toEqual(data.map(({ time }) => time).sort());
    });

    it('leaves out a value of an unknown target and keeps the rest', async () => {
      await night.publish(ProcessSucceeded, outputs(newId('tgt'), 'of-nobody.png'));
      expect(await night.until(ProductAdded, ({ name }) => name === 'of-nobody.png')).toMatchObject({ target: null });
      expect(await night.sql('select 1 from catalog.dead_letter')).toEqual([]);
    });
  });

  describe('products and groups by hand', () => {
    const file = (name: string) => ({ name, mediaType: 'application/fits', size: 2880, sha256: sha256(name) });

    it('registers a file with its tags, and tells of it', async () => {
      const added = await night.ask(AddProduct, { ...file('upload.fits'), tags: ['good'] });
      const told = await night.until(ProductAdded, ({ id }) => id === added.id);
      expect([told.tags, told.process, told.type]).toEqual([['good'], null, 'other']);
    });

    it('answers with the frame that it knows when the same bytes come again', async () => {
      const first = await night.ask(AddProduct, { ...file('frame.fits'), type: 'frame' });
      const again = await night.ask(AddProduct, { ...file('frame.fits'), name: 'copy.fits', type: 'frame' });
      expect(again).toEqual(first);
    });

    it('refuses a product of a target that is not there', async () => {
      const lost = night.ask(AddProduct, { ...file('lost.fits'), target: newId('tgt') });
      await expect(lost).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keeps a group in the order in which products were added, each once', async () => {
      const [a, b] = [await night.ask(AddProduct, file('a')), await night.ask(AddProduct, file('b'))];
      const made = await night.ask(SaveProductGroup, { name: 'good quality', add: [b.id, a.id, b.id] });
      expect(made.products).toEqual([b.id, a.id]);
      const left = await night.ask(SaveProductGroup, { id: made.id, remove: [b.id] });
      const { results } = await night.ask(ListProductGroups, { product: a.id });
      expect([left.products, results]).toEqual([[a.id], [left]]);
    });

    it('refuses two groups of one name, and members that are not there', async () => {
      const [made] = await Promise.all([night.ask(SaveProductGroup, { name: 'mine' })]);
      await expect(night.ask(SaveProductGroup, { name: 'mine' })).rejects.toMatchObject({ code: 'name_taken' });
      const stranger = night.ask(SaveProductGroup, { id: made.id, add: [newId('prd')] });
      await expect(stranger).rejects.toMatchObject({ code: 'not_found' });
    });

    it('makes the group of a process with its outputs', async () => {
      const { process, products } = ProcessSucceeded.carries.parse(ProcessSucceeded.example);
      const output = { ...products[0]!, id: newId('prd') };
      const group = { id: newId('grp'), name: `${newId('x')}_outputs` };
      await night.publish(ProcessSucceeded, { process, products: [output], data: [], group });
      await night.until(ProductAdded, ({ id }) => id === output.id);
      const { results } = await night.ask(ListProductGroups, { id: group.id });
      expect(results).toMatchObject([{ ...group, products: [output.id] }]);
    });

    it('makes that group by another name where a person has taken it', async () => {
      const { process, products } = ProcessSucceeded.carries.parse(ProcessSucceeded.example);
      const output = { ...products[0]!, id: newId('prd') };
      const taken = newId('x');
      const theirs = await night.ask(SaveProductGroup, { name: `${taken}_outputs` });
      const group = { id: newId('grp'), name: theirs.name };
      await night.publish(ProcessSucceeded, { process, products: [output], data: [], group });
      await night.until(ProductAdded, ({ id }) => id === output.id);
      const of = async (id: string) => (await night.ask(ListProductGroups, { id })).results;
      expect(await of(group.id)).toMatchObject([{ name: `${taken}_2_outputs`, products: [output.id] }]);
      expect(await of(theirs.id)).toEqual([theirs]);
    });
  });
});
