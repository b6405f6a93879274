// tom_education: the actions of its target data page and its gallery, as the catalogue answers them.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddProduct,
  AddTarget,
  AddToProductGroup,
  DatumAdded,
  DeleteProducts,
  GetGallery,
  JoinProductGroup,
  ListPresets,
  ListProcesses,
  ListProductGroups,
  ListProducts,
  ListReducedData,
  newId,
  ProcessSucceeded,
  ProductAdded,
  ProductDeleted,
  ProductGroupChanged,
  ReviewDeletion,
  SaveProductGroup,
  SetTargetExtras,
  TargetChanged,
  type DataProduct,
  type PhotometryDatum,
  type Preset,
  type Process,
} from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { catalog } from './catalog.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const succeeded = ProcessSucceeded.carries.parse(ProcessSucceeded.example);
const [samplePreset] = ListPresets.gives.parse(ListPresets.example.gives).results as [Preset];

describe('ticked products', () => {
  let night: Night;
  let store: ProductStore;
  let target: string;
  const working: Process[] = [];
  const presets: Preset[] = [];

  beforeAll(async () => {
    night = await startNight({ services: [catalog] });
    store = new ProductStore(night.home);
    night.bus.serve(ListProcesses, async ({ inputs, state }) =>
      one(working.filter((process) => process.state === state && process.inputs.some((id) => inputs?.includes(id)))),
    );
    night.bus.serve(ListPresets, async () => one(presets));
    target = (await night.ask(AddTarget, { name: 'my target', raDeg: 1, decDeg: 2 }, { timeoutMs: 30_000 })).id;
  }, 240_000);
  afterAll(() => night[Symbol.asyncDispose]());

  const product = async (name: string, changes: Partial<DataProduct> & { content?: string } = {}) => {
    const { content = name, ...more } = changes;
    const stored = await store.put(Buffer.from(content));
    return night.ask(AddProduct, { name, mediaType: 'application/fits', ...stored, target, ...more });
  };
  const group = async (name: string, ...products: DataProduct[]) =>
    night.ask(SaveProductGroup, { name, add: products.map(({ id }) => id) });
  const idsOf = (...products: DataProduct[]): string[] => products.map(({ id }) => id);
  const remove = async (...products: DataProduct[]) => {
    const { confirmation } = await night.ask(ReviewDeletion, { products: idsOf(...products) });
    return night.ask(DeleteProducts, { products: idsOf(...products), confirmation });
  };

  it('tom_education: only groups that hold products of the target are offered', async () => {
    const [a, b] = [await product('g1.fits'), await product('g2.fits')];
    const stranger = await product('stranger.fits', { target: null });
    const [first, second] = [await group('First group', a, b), await group('Second group', b)];
    await group('Third group', stranger);
    const { results } = await night.ask(ListProductGroups, { target });
    expect(results.map(({ name }) => name)).toEqual(['Second group', 'First group']);
    expect(results.map(({ products }) => products)).toEqual([second.products, first.products]);
  });

  it('tom_education: reduced are FITS files by their names that are not raw ones', async () => {
    const of = (await night.ask(AddTarget, { name: 'another', raDeg: 3, decDeg: 4 })).id;
    for (const name of ['a.fits', 'a-e91.fits.fz', 'a-e00.fits.fz', 'notes.txt']) await product(name, { target: of });
    const names = async (reduced: boolean) =>
      (await night.ask(ListProducts, { target: of, reduced })).results.map(({ name }) => name).sort();
    expect(await names(true)).toEqual(['a-e91.fits.fz', 'a.fits']);
    expect(await names(false)).toEqual(['a-e00.fits.fz', 'notes.txt']);
  });

  it('are found by many identifiers in one question, those that are gone left out', async () => {
    const [a, b] = [await product('many1'), await product('many2')];
    const { results, count } = await night.ask(ListProducts, { ids: [a.id, newId('prd'), b.id], limit: 1000 });
    expect([results.map(({ id }) => id), count.value]).toEqual([[b.id, a.id], 2]);
    expect((await night.ask(ListProducts, { ids: [] })).results).toEqual([]);
  });

  it('tom_education: the ticked products alone join the group, and a person is told', async () => {
    const [a, b, c] = [await product('a1'), await product('a2'), await product('a3')];
    const mine = await group('mygroup', c);
    const answer = await night.ask(AddToProductGroup, { id: mine.id, products: idsOf(a, b) });
    expect(answer).toEqual({
      group: { ...mine, products: idsOf(c, a, b) },
      ...{ added: 2, message: "Added 2 data products to group 'mygroup'" },
    });
    const again = await night.ask(AddToProductGroup, { id: mine.id, products: idsOf(a) });
    expect([again.added, again.group.products]).toEqual([0, idsOf(c, a, b)]);
  });

  it('join the group of a name, which of many at once exactly one makes; what each brings is in it', async () => {
    const brought = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => product(`brought-${n}`)));
    const joins = brought.map(({ id }) => night.ask(JoinProductGroup, { name: 'at once', products: [id] }));
    const answers = await Promise.all(joins);
    expect(answers.map(({ added }) => added)).toEqual(brought.map(() => 1));
    expect(answers.filter(({ made }) => made)).toMatchObject([
      { message: "Made group 'at once' of 1 data product", group: { products: [expect.any(String)] } },
    ]);
    const { results } = await night.ask(ListProductGroups, { name: 'at once' });
    expect(results.map(({ products }) => products.toSorted())).toEqual([idsOf(...brought).toSorted()]);
    expect(new Set(answers.map(({ group: { id } }) => id))).toEqual(new Set(results.map(({ id }) => id)));
  });

  it('join a group by its name, also none of them; what is not there makes none', async () => {
    const [a, b] = [await product('n1'), await product('n2')];
    const mine = await group('by its name', a);
    const joined = await night.ask(JoinProductGroup, { name: mine.name, products: idsOf(a, b) });
    expect(joined).toEqual({
      group: { ...mine, products: idsOf(a, b) },
      ...{ made: false, added: 1, message: "Added 2 data products to group 'by its name'" },
    });
    expect(await night.ask(JoinProductGroup, { name: 'nobody’s', products: [] })).toMatchObject({
      ...{ made: true, added: 0, group: { products: [] } },
    });
    const unknown = { name: 'never made', products: [newId('prd')] };
    await expect(night.ask(JoinProductGroup, unknown)).rejects.toMatchObject({ code: 'not_found' });
    expect((await night.ask(ListProductGroups, { name: 'never made' })).results).toEqual([]);
  });

  it('join the group of a name also while it is given another', async () => {
    const a = await product('renamed');
    const before = await group('old');
    const [joined] = await Promise.all([
      night.ask(JoinProductGroup, { name: 'old', products: idsOf(a) }),
      night.ask(SaveProductGroup, { id: before.id, name: 'new' }),
    ]);
    const { results } = await night.ask(ListProductGroups, { id: joined.group.id });
    expect(results).toMatchObject([{ name: joined.made ? 'old' : 'new', products: [a.id] }]);
  });

  it('are in a group of a name that another cannot be given at the same time', async () => {
    const others = await Promise.all([1, 2, 3, 4].map((n) => group(`other ${n}`)));
    const join = night.ask(JoinProductGroup, { name: 'wanted', products: [] });
    const renames = others.map(({ id }) => night.ask(SaveProductGroup, { id, name: 'wanted' }));
    const all = await Promise.allSettled(renames);
    const refusals = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refusals).toEqual(refusals.map(() => expect.objectContaining({ code: 'name_taken' })));
    expect(refusals).toHaveLength((await join).made ? 4 : 3);
    expect((await night.ask(ListProductGroups, { name: 'wanted' })).results).toHaveLength(1);
  });

  it('tell of every change of a group, with what came in and what left', async () => {
    const [a, b] = [await product('t1'), await product('t2')];
    const mine = await group('told of', a);
    await night.ask(AddToProductGroup, { id: mine.id, products: idsOf(a, b) });
    await night.ask(SaveProductGroup, { id: mine.id, name: 'still told of', remove: [a.id] });
    await remove(b);
    await night.until(ProductGroupChanged, ({ id, holds }) => id === mine.id && holds === 0);
    const { id, createdAt } = mine;
    const told = night.recorder.all(ProductGroupChanged).filter((one) => one.id === id);
    expect(told).toEqual([
      { id, createdAt, name: 'told of', holds: 1, added: [a.id], removed: [] },
      { id, createdAt, name: 'told of', holds: 2, added: [b.id], removed: [] },
      { id, createdAt, name: 'still told of', holds: 1, added: [], removed: [a.id] },
      { id, createdAt, name: 'still told of', holds: 0, added: [], removed: [b.id] },
    ]);
  });

  it('are found by a part of the name of a group, those of processes apart', async () => {
    for (const name of ['50% of M31', 'm31-2_outputs', 'M33']) await group(name);
    const names = async (ask: { q?: string; outputs?: boolean }) =>
      (await night.ask(ListProductGroups, ask)).results.map(({ name }) => name);
    expect(await names({ q: 'm31' })).toEqual(['m31-2_outputs', '50% of M31']);
    expect(await names({ q: 'm31', outputs: true })).toEqual(['m31-2_outputs']);
    expect(await names({ q: 'm31', outputs: false })).toEqual(['50% of M31']);
    expect(await names({ q: '50% of M' })).toEqual(['50% of M31']);
    expect(await names({ q: '5_% of' })).toEqual([]);
  });

  it('tom_education: none ticked is refused, with what to tell a person; so is what is not there', async () => {
    const none = { code: 'nothing_selected', message: 'No data product selected' };
    const mine = await group('empty');
    await expect(night.ask(AddToProductGroup, { id: mine.id, products: [] })).rejects.toMatchObject(none);
    await expect(night.ask(ReviewDeletion, { products: [] })).rejects.toMatchObject(none);
    await expect(night.ask(DeleteProducts, { products: [], confirmation: 'x' })).rejects.toMatchObject(none);
    const gone = { code: 'not_found' };
    await expect(night.ask(ReviewDeletion, { products: [newId('prd')] })).rejects.toMatchObject(gone);
    const a = await product('into-nothing');
    await expect(night.ask(AddToProductGroup, { id: newId('grp'), products: [a.id] })).rejects.toMatchObject(gone);
  });

  it('tom_education: the gallery shows exactly the products asked for, a product without a name of its process too', async () => {
    const picture = await product('t.gif', { mediaType: 'image/gif' });
    const frame = await product('x.fits', { type: 'frame' });
    const preview = { ...succeeded.products[0]!, id: newId('prd'), of: frame.id, target };
    await night.publish(ProcessSucceeded, { ...succeeded, products: [preview], data: [] });
    await night.until(ProductAdded, ({ id }) => id === preview.id);
    const plain = await product('notes.txt', { mediaType: 'text/plain' });
    const { items, message } = await night.ask(GetGallery, { products: idsOf(picture, plain, frame) });
    expect(items.map(({ product: shown, preview: drawn }) => [shown.id, drawn])).toEqual([
      [picture.id, picture.id],
      [plain.id, null],
      [frame.id, preview.id],
    ]);
    expect(message).toBeNull();
  });

  it('tom_education: a gallery of no products says so', async () => {
    expect(await night.ask(GetGallery, { products: [] })).toEqual({ items: [], message: 'No data products provided' });
  });

  describe('deleted', () => {
    const measured = async (of: DataProduct): Promise<PhotometryDatum> => {
      const data = succeeded.data as PhotometryDatum[];
      const datum = { ...data[0]!, id: newId('dat'), target, product: of.id, source: of.name };
      await night.publish(ProcessSucceeded, { ...succeeded, products: [], data: [datum] });
      await night.until(DatumAdded, ({ id }) => id === datum.id);
      return datum;
    };

    it('tom_education: what goes is listed by name and size, with what depends on it, and nothing is gone yet', async () => {
      const [a, b] = [await product('d1.fits'), await product('d2.fits')];
      const made = { ...succeeded.products[0]!, id: newId('prd'), name: 'd1.png', of: a.id, target };
      await night.publish(ProcessSucceeded, { ...succeeded, products: [made], data: [] });
      await measured(a);
      const holds = await group('holds d1', a);
      presets.push({ ...samplePreset, name: 'crowded', files: [b.id] });
      expect(await night.ask(ReviewDeletion, { products: idsOf(a, b) })).toEqual({
        products: [
          { id: a.id, name: 'd1.fits', type: 'other', size: 7 },
          { id: b.id, name: 'd2.fits', type: 'other', size: 7 },
        ],
        ...{ bytes: 14, files: 2, reducedData: 1, groups: [{ id: holds.id, name: 'holds d1' }] },
        madeFrom: [{ id: made.id, name: 'd1.png' }],
        presets: [{ id: samplePreset.id, name: 'crowded' }],
        confirmation: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      presets.pop();
      expect((await night.ask(ListProducts, { ids: idsOf(a, b) })).count.value).toBe(2);
    });

    it('tom_education: exactly the chosen ones go, with their values and files, and are told of', async () => {
      const [a, b, kept] = [await product('e1.fits'), await product('e2.fits'), await product('e3.fits')];
      const [datum, stays] = [await measured(a), await measured(kept)];
      const holds = await group('holds e', a, kept, b);
      expect(await remove(a, b)).toEqual({
        deleted: [a, b].map(({ id, name }) => ({ id, name })),
        ...{ reducedData: 1, files: 2, message: 'Deleted 2 data products' },
      });
      expect((await night.ask(ListProducts, { ids: idsOf(a, b, kept) })).results).toEqual([kept]);
      const values = (await night.ask(ListReducedData, { target })).results.map(({ id }) => id);
      expect([values.includes(datum.id), values.includes(stays.id)]).toEqual([false, true]);
      expect((await night.ask(ListProductGroups, { id: holds.id })).results[0]?.products).toEqual([kept.id]);
      expect(await Promise.all([a, b, kept].map(({ sha256 }) => store.has(sha256)))).toEqual([false, false, true]);
      const told = await night.until(ProductDeleted, (event) => event.product.id === a.id);
      expect(told).toEqual({ product: a, reducedData: [datum.id], by: expect.any(String) });
    });

    it('are deleted only as confirmed: what changed meanwhile is shown again', async () => {
      const a = await product('f1.fits');
      const { confirmation } = await night.ask(ReviewDeletion, { products: [a.id] });
      await group('joined meanwhile', a);
      const changed = night.ask(DeleteProducts, { products: [a.id], confirmation });
      await expect(changed).rejects.toMatchObject({
        code: 'not_confirmed',
        detail: { deletion: { groups: [{ name: 'joined meanwhile' }] } },
      });
      const never = night.ask(DeleteProducts, { products: [a.id], confirmation: '' });
      await expect(never).rejects.toMatchObject({ code: 'not_confirmed' });
      expect((await night.ask(ListProducts, { id: a.id })).count.value).toBe(1);
      expect(await store.has(a.sha256)).toBe(true);
    });

    it('are not deleted while a process works on them', async () => {
      const a = await product('busy.fits');
      const process = { ...succeeded.process, state: 'RUNNING' as const, inputs: [a.id], identifier: 'tl_1' };
      working.push(process);
      const refused = night.ask(ReviewDeletion, { products: [a.id] });
      await expect(refused).rejects.toMatchObject({
        code: 'in_use',
        message: 'tl_1 works on busy.fits: wait for its end, or cancel it first.',
      });
      working.pop();
    });

    it('leave a file that another product names, until the last one goes', async () => {
      const [a, b] = [await product('twin1', { content: 'same' }), await product('twin2', { content: 'same' })];
      expect(await remove(a)).toMatchObject({ files: 0 });
      expect(await store.has(b.sha256)).toBe(true);
      expect(await remove(b)).toMatchObject({ files: 1 });
      expect(await store.has(b.sha256)).toBe(false);
    });

    it('give a file back to a product that is registered after its bytes were removed', async () => {
      const a = await product('late1', { content: 'late' });
      await remove(a);
      const b = await night.ask(AddProduct, { name: 'late2', mediaType: 'text/plain', size: 4, sha256: a.sha256 });
      expect((await store.read(b.sha256)).toString()).toBe('late');
    });
  });

  describe('and what else is known of a target', () => {
    it('extras keep the type of each value, and are added and struck out', async () => {
      const { id } = await night.ask(AddTarget, {
        name: 'extra',
        raDeg: 0,
        decDeg: 0,
        extras: { host: 'M31', seen: false },
      });
      const changed = await night.ask(SetTargetExtras, {
        id,
        set: { redshift: 0, host: 'M33' },
        remove: ['seen', 'no'],
      });
      expect(changed.extras).toEqual({ redshift: 0, host: 'M33' });
      expect(await night.until(TargetChanged, (told) => told.id === id)).toEqual(changed);
      const lost = night.ask(SetTargetExtras, { id: newId('tgt') });
      await expect(lost).rejects.toMatchObject({ code: 'not_found' });
    });

    it('tom_education: a text of a process is reduced data of its target, whole, beside measured values', async () => {
      const of = (await night.ask(AddTarget, { name: 'written of', raDeg: 5, decDeg: 5 })).id;
      const text = 'main = putStrLn "hello"\n'.repeat(1000);
      const common = { target: of, mjd: 58485.128, process: succeeded.process.id, product: null, traceId: null };
      const documents = [1, 2].map((n) => ({
        ...{ ...common, id: newId('dat'), kind: 'document' as const, time: `2019-01-02T03:04:0${n}.000Z` },
        ...{ source: `trial_1_file${n}.hs`, text, tag: 'program', meta: { lines: 1000 } },
      }));
      const data = (succeeded.data as PhotometryDatum[]).map((datum) => ({ ...datum, id: newId('dat'), target: of }));
      await night.publish(ProcessSucceeded, { ...succeeded, products: [], data: [...documents, ...data] });
      await night.until(DatumAdded, ({ id }) => id === data[0]?.id);
      const { results } = await night.ask(ListReducedData, { target: of, kind: 'document' });
      expect(results).toEqual(documents.map((document) => ({ ...document, mjd: expect.any(Number) })));
      expect((await night.ask(ListReducedData, { target: of })).results.map(({ kind }) => kind)).toEqual([
        ...['photometry', 'document', 'document'],
      ]);
    });

    it('long texts make short pages, and none is left out', async () => {
      const of = (await night.ask(AddTarget, { name: 'long', raDeg: 6, decDeg: 6 })).id;
      const documents = Array.from({ length: 5 }, (_, n) => ({
        ...{ id: newId('dat'), kind: 'document' as const, time: `2019-01-02T03:04:0${n}.000Z`, target: of, mjd: 0 },
        ...{ source: `long_${n}`, text: String(n).repeat(150_000), tag: '', meta: {} },
        ...{ process: null, product: null, traceId: null },
      }));
      for (const document of documents)
        await night.publish(ProcessSucceeded, { ...succeeded, products: [], data: [document] });
      await night.until(DatumAdded, ({ id }) => id === documents.at(-1)?.id);
      const pages: string[][] = [];
      for (let cursor: string | undefined; ;) {
        const page = await night.ask(ListReducedData, { target: of, ...(cursor ? { cursor } : {}) });
        pages.push(page.results.map(({ source }) => source));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(pages).toEqual([['long_0', 'long_1'], ['long_2', 'long_3'], ['long_4']]);
    });
  });
});
