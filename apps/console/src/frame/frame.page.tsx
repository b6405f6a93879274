import type { DataProduct } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { deletions } from '../live/deletions.js';
import { usePageTitle } from '../shell/title.js';
import { Loaded } from '../shown/loaded.js';
import { Panel } from '../shown/panel.js';
import { useImage, useProduct, type ImageFacts } from './frame.data.js';
import { Looking } from './looking.js';
import { useAddress } from './settings.js';

/** The images of a file of many, to choose from; the planes of a cube. */
const Images = ({ facts }: { readonly facts: ImageFacts }) => {
  const { change } = useAddress();
  const { search } = useAddress();
  const plane = Number(search.plane ?? 0);
  if (facts.images.length < 2 && facts.planes < 2) return null;
  return (
    <p className="frame-images">
      {facts.images.length > 1 ? (
        <label>
          image{' '}
          <select
            value={facts.hdu}
            onChange={(event) => change({ hdu: event.target.value, plane: undefined, at: undefined, with: undefined })}
          >
            {facts.images.map(({ hdu, name, widthPx, heightPx }) => (
              <option key={hdu} value={hdu}>
                {hdu} {name ?? ''} {widthPx} × {heightPx}
              </option>
            ))}
          </select>
        </label>
      ) : null}{' '}
      {facts.planes > 1 ? (
        <label>
          plane{' '}
          <select value={plane} onChange={(event) => change({ plane: event.target.value })}>
            {Array.from({ length: facts.planes }, (_, i) => (
              <option key={i} value={i}>
                {i + 1} of {facts.planes}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </p>
  );
};

const Image = ({ frame }: { readonly frame: DataProduct }) => {
  const { search } = useAddress();
  const { hdu, plane } = search;
  const query = useImage(frame.id, { ...(hdu ? { hdu } : {}), ...(plane ? { plane } : {}) });
  if (query.isError)
    return (
      <Panel title={frame.name}>
        <p className="problem" role="alert">
          {query.error.message}
        </p>
        <p>
          <a href={`/api/data-products/${frame.id}/file`}>its file</a>
        </p>
      </Panel>
    );
  return (
    <Loaded query={query}>
      {(facts) => (
        <>
          <Images facts={facts} />
          <div className="page frame-page">
            <Looking key={`${frame.id} ${facts.hdu}`} frame={frame} facts={facts} />
          </div>
        </>
      )}
    </Loaded>
  );
};

/** What was opened stays to be looked at; that it is gone must be said. */
const Gone = ({ id }: { readonly id: string }) => {
  const gone = useQuery(deletions()).data?.find((one) => one.id === id);
  return gone ? (
    <p className="problem" role="alert">
      {gone.name} is gone: {gone.by} has deleted it.
    </p>
  ) : null;
};

/** One frame, to its pixels. */
export const FramePage = () => {
  const { id } = useParams({ from: '/frames/$id' });
  const query = useProduct(id);
  usePageTitle(query.data?.name ?? 'Frame');
  return (
    <>
      <Gone id={id} />
      <Loaded query={query}>{(frame) => <Image key={id} frame={frame} />}</Loaded>
    </>
  );
};
