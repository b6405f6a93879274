import type { Process } from '@nightjar/contracts';
import { Link, useParams } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { usePageTitle } from '../../shell/title.js';
import { duration } from '../../shown/duration.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { Actions } from './actions.js';
import { Compare } from './compare.js';
import { FrameItem, InputItems } from './inputs.js';
import { Log } from './log.js';
import { Plots } from './plots.js';
import { useProcess } from './process.data.js';
import { elapsedS, hasPixels, resultRows, stepsShown } from './rules.js';
import { FailedToolPanel, Settings } from './settings-panel.js';

const Steps = ({ process }: { process: Process }) => {
  const now = useNow(500);
  return (
    <Panel title="Steps" className="steps-panel" aside={<span className="muted">attempt {process.attempt}</span>}>
      {process.steps.length ? (
        <ol className="steps">
          {stepsShown(process.steps, now.getTime()).map(({ name, status, progress, durationS, share }, i) => (
            <li key={`${name}${i}`}>
              <State value={status} /> <b>{name}</b>
              {status === 'RUNNING' && progress !== null ? (
                <span className="num">{Math.round(100 * progress)} %</span>
              ) : null}
              <span className="num">{duration(durationS)}</span>
              <svg className="step-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(0.5, (status === 'RUNNING' ? (progress ?? share) : share) * 100)} height="4" />
              </svg>
            </li>
          ))}
        </ol>
      ) : (
        <p className="quiet">No step has begun.</p>
      )}
    </Panel>
  );
};

const isOver = ({ finished }: Process): boolean => finished !== null;

const fileOf = (id: string): string => `/api/data-products/${id}/file`;

/** What a process made: a frame, which leads to its pixels, another file, or a measured value of its target. */
const Output = ({ output, target }: { output: Process['outputs'][number]; target: Process['target'] }) => {
  const { kind, id, name, tag, type, removed } = output;
  if (removed)
    return (
      <>
        <s>{name}</s> <span className="muted">removed by {removed.by}</span>
      </>
    );
  if (hasPixels(output)) return <FrameItem id={id} name={name} says={tag || type || 'file'} />;
  if (kind === 'data-product')
    return (
      <>
        <a href={fileOf(id)}>{name}</a> <span className="muted">{tag || 'file'}</span>
      </>
    );
  return (
    <>
      {target ? (
        <Link to="/targets/$id" params={{ id: target }} search={{ as: 'table' }}>
          {name}
        </Link>
      ) : (
        name
      )}{' '}
      <span className="muted">{tag || 'measurement'}</span>
    </>
  );
};

const Ends = ({ process }: { process: Process }) => {
  const { inputs, outputs, target, group } = process;
  return (
    <Panel title="Inputs and outputs" className="ends-panel">
      {group ? (
        <p id="outputs" className="group-name">
          <span className="muted">group</span>{' '}
          <Link to="/data-product-groups/$id" params={{ id: group.id }}>
            {group.name}
          </Link>
        </p>
      ) : null}
      <ul className="cards-list">
        <InputItems ids={inputs} />
        {outputs.map((output) => (
          <li key={output.id}>
            <span className="muted">out</span> <Output output={output} target={target} />
          </li>
        ))}
      </ul>
      {outputs.length ? null : <p className="quiet">{isOver(process) ? 'No output.' : 'No output yet.'}</p>}
    </Panel>
  );
};

/** Long lists and records are folded; sentences are not. */
const isFolded = (text: string): boolean => text.length > 160 && /^[[{]/.test(text);
const SHOWN_OF_LONG = 60;

const Found = ({ process }: { process: Process }) => {
  const rows = resultRows(process.result);
  return (
    <Panel title="Result" className="result-panel">
      {rows.length ? (
        <dl className="facts">
          {rows.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                {isFolded(text) ? (
                  <details>
                    <summary>{text.slice(0, SHOWN_OF_LONG)}…</summary>
                    {text}
                  </details>
                ) : (
                  text
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="quiet">{isOver(process) ? 'Nothing was found.' : 'Nothing found yet.'}</p>
      )}
    </Panel>
  );
};

const Head = ({ process }: { process: Process }) => {
  const now = useNow(1000);
  return (
    <header className="process-head">
      <h1>{process.identifier}</h1>
      <p>
        <State value={process.state} /> <span>{process.status}</span>
        <span className="muted">
          queue {process.queue} · made <Utc iso={process.created} now={now} /> · began{' '}
          <Utc iso={process.started} now={now} /> · finished{' '}
          {process.finished ? <Utc iso={process.finished} now={now} /> : 'N/A'} ·{' '}
          {isOver(process) ? 'took' : 'runs for'} {duration(elapsedS(process, now.getTime()))} · by {process.startedBy},{' '}
          {process.cause}
        </span>
        {process.target ? (
          <Link to="/targets/$id" params={{ id: process.target }}>
            its target
          </Link>
        ) : null}
        {process.chain ? (
          <Link to="/chains/$id" params={{ id: process.chain }}>
            its chain
          </Link>
        ) : null}
        {Array.isArray(process.result['candidates']) ? (
          <Link to="/processes/$id/candidates" params={{ id: process.id }}>
            its candidates
          </Link>
        ) : null}
        <Actions process={process} />
      </p>
      {process.failureMessage ? (
        <p className="problem" role="alert">
          {process.failureMessage}
        </p>
      ) : null}
    </header>
  );
};

/** One run of a pipeline, as it goes. */
export const ProcessPage = () => {
  const { id } = useParams({ from: '/processes/$id' });
  const query = useProcess(id);
  usePageTitle(query.data?.identifier ?? 'Process');
  return (
    <Loaded query={query}>
      {(process) => (
        <div className="page process">
          <Head process={process} />
          <div className="column">
            <Steps process={process} />
            <Ends process={process} />
            <Found process={process} />
            <Settings process={process} />
          </div>
          <div className="column">
            <FailedToolPanel process={process} />
            <Plots process={process} />
            <Compare process={process} />
            <Log id={id} />
          </div>
        </div>
      )}
    </Loaded>
  );
};
