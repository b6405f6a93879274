import { formatDec, formatRa } from '@nightjar/astro';
import type { Notice, ObservationRequest } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import { duration } from '../../shown/duration.js';
import { Loaded } from '../../shown/loaded.js';
import { bytes, radius } from '../../shown/quantity.js';
import { rowProps } from '../../shown/row.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { useRaw } from './alerts.data.js';
import { noticeLatencyS } from './rules.js';

const COLUMNS = 8;

const Position = ({ notice: { raDeg, decDeg, errorDeg } }: { notice: Notice }) =>
  raDeg === null || decDeg === null ? (
    <span className="muted">—</span>
  ) : (
    <>
      {formatRa(raDeg, 1)} {formatDec(decDeg, 0)} <span className="muted">± {radius(errorDeg)}</span>
    </>
  );

const Raw = ({ notice }: { notice: Notice }) => {
  const query = useRaw(notice.id);
  const copy = (): void => void navigator.clipboard.writeText(query.data ?? '');
  return (
    <div className="raw">
      <p className="raw-head">
        <code>{notice.ivoid}</code>
        <span className="muted">
          VOEvent {notice.version} · {bytes(notice.size)} · {notice.relation}
          {notice.cites.length ? ` · cites ${notice.cites.join(', ')}` : ''}
        </span>
        <button type="button" onClick={copy}>
          copy
        </button>
        <a href={`/api/notices/${notice.id}/raw`} download={`${notice.id}.xml`}>
          download
        </a>
      </p>
      <Loaded query={query}>
        {(text) => (
          <pre tabIndex={0} aria-label="Raw packet">
            {text}
          </pre>
        )}
      </Loaded>
    </div>
  );
};

interface AlertRowProps {
  readonly notice: Notice;
  readonly request: ObservationRequest | null;
  readonly open: boolean;
  readonly struck: boolean;
  readonly now: Date;
}

/** One alert: when, what, where, and what was decided and why; opens to the packet as it came. */
export const AlertRow = ({ notice, request, open, struck, now }: AlertRowProps) => (
  <>
    <tr
      {...rowProps}
      className={`${notice.role === 'test' ? 'is-test' : ''} ${struck ? 'is-struck' : ''} ${open ? 'is-open' : ''}`}
    >
      <td>
        <Link
          to="/alerts"
          search={({ open: _, ...kept }) => (open ? kept : { ...kept, open: notice.id })}
          resetScroll={false}
          data-open
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} the packet of ${notice.title}`}
          className="expander"
        >
          {open ? '▾' : '▸'}
        </Link>{' '}
        <Utc iso={notice.receivedAt} now={now} />
      </td>
      <td>
        <Utc iso={notice.eventTime} now={now} />
      </td>
      <td className="num">{duration(noticeLatencyS(notice))}</td>
      <td>
        <span className="alert-title">{notice.mission ?? notice.title}</span>{' '}
        <span className="muted">{notice.trigger ?? ''}</span>
      </td>
      <td>
        <span className={`role role-${notice.role}`}>{notice.role}</span>
      </td>
      <td className="nowrap">
        <Position notice={notice} />
      </td>
      <td className="decision">
        <State value={notice.outcome.decision} /> <span>{notice.outcome.because}</span>
      </td>
      <td>
        {request ? (
          <Link to="/targets/$id" params={{ id: request.target }}>
            {request.targetName}
          </Link>
        ) : (
          <span className="muted">—</span>
        )}{' '}
        {request ? <State value={request.state} /> : null}
      </td>
    </tr>
    {open ? (
      <tr className="raw-row">
        <td colSpan={COLUMNS}>
          <Raw notice={notice} />
        </td>
      </tr>
    ) : null}
  </>
);
