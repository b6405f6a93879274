import { useLayoutEffect, useRef, useState } from 'react';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { utcTime } from '../../shown/time.js';
import { useLog } from './process.data.js';
import { followsEnd, matchingLines, plainText } from './rules.js';
import { useKept } from '../../shell/kept.js';

/** The log of a process as it is written. Ticked, it follows its end; whoever scrolls up is left in peace. */
export const Log = ({ id }: { id: string }) => {
  const query = useLog(id);
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useKept('nightjar.scrolls');
  const [atEnd, setAtEnd] = useState(true);
  const [wanted, setWanted] = useState('');
  const lines = matchingLines(query.data ?? [], wanted);
  const follows = scrolls && atEnd;
  useLayoutEffect(() => {
    if (follows && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, follows]);
  const follow = (on: boolean): void => {
    setScrolls(on);
    setAtEnd(true);
  };
  const aside = (
    <>
      <input
        type="search"
        aria-label="Search the log"
        placeholder="search the log"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <label>
        <input type="checkbox" checked={scrolls} onChange={(event) => follow(event.target.checked)} /> Automatically
        scroll logs
      </label>
      {scrolls && !atEnd ? (
        <button type="button" onClick={() => setAtEnd(true)}>
          paused: to the end
        </button>
      ) : null}
    </>
  );
  return (
    <Panel title="Log" className="log-panel" aside={aside}>
      <Loaded query={query}>
        {() => (
          <div
            ref={box}
            className="log"
            tabIndex={0}
            role="log"
            aria-label="Log of the process"
            onScroll={(event) => setAtEnd(followsEnd(event.currentTarget))}
          >
            {lines.map((line) => (
              <div key={line.offset} className={`log-line ${line.level}`}>
                <time dateTime={line.at}>{utcTime(new Date(line.at))}</time>
                <span className="log-level">{line.level === 'info' ? '' : line.level}</span>
                <span>{plainText(line.text)}</span>
              </div>
            ))}
            {lines.length ? null : <p className="quiet">No line yet.</p>}
          </div>
        )}
      </Loaded>
    </Panel>
  );
};
