import type { DataProduct } from '@nightjar/contracts';
import type { PixelPosition } from '@nightjar/imaging/browser';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTheme } from '../shell/theme.js';
import { Panel } from '../shown/panel.js';
import { bytes } from '../shown/quantity.js';
import { HeaderCards } from '../shown/header-cards.js';
import { MAPS } from './colour.js';
import { LayerControls, LookControls } from './controls.js';
import { ExportRegions } from './export-regions.js';
import { pixelsPath, useCompanions, useMarks, useOnSamePixels, useWcs, type ImageFacts } from './frame.data.js';
import { KEYS_SAY, nextOf, type FrameKey } from './keys.js';
import { blackAndWhite, CUTS, curveOf, STRETCHES } from './levels.js';
import { LAYERS, marksAt, type Layer } from './marks.js';
import { paletteOf } from './paint.js';
import { Planes } from './planes.js';
import type { Pointed } from './pointed.js';
import { ReadOut } from './read-out.js';
import { Rectangles } from './rectangles.js';
import { searchOf, settingsOf, useAddress, type Settings } from './settings.js';
import { planeName } from './siblings.js';
import { useBoxes } from './use-boxes.js';
import { viewOf, viewText, type Size, type View } from './view.js';
import { Viewer } from './viewer.js';

/** A place in the address is written when the hand rests. */
const REST_MS = 400;
const MARKS: readonly Layer[] = LAYERS.filter((layer) => layer !== 'grid' && layer !== 'mask');

/** A frame that is looked at: its pixels, what is laid over them, what is under the pointer, its header. */
export const Looking = ({ frame, facts }: { readonly frame: DataProduct; readonly facts: ImageFacts }) => {
  const { search, change } = useAddress();
  const settings = settingsOf(search);
  const boxes = useBoxes();
  const seen = useRef<{ readonly view: View; readonly screen: Size } | null>(null);
  const theme = useTheme();
  const companions = useCompanions(frame, facts);
  const found = useWcs(facts, companions.wcs);
  const all = useMarks(facts, found, companions);
  const marks = useMemo(() => all.filter(({ layer }) => settings.layers.has(layer)), [all, search.show]);
  const which = { ...(search.hdu ? { hdu: search.hdu } : {}), ...(search.plane ? { plane: search.plane } : {}) };
  const own = { id: frame.id, name: frame.of ? planeName(frame) : 'frame', facts, path: pixelsPath(frame.id, which) };
  const others = useOnSamePixels(companions.frames, facts).map(({ product, facts }) => ({
    ...{ id: product.id, name: product.id === frame.of ? 'frame' : planeName(product), facts },
    path: pixelsPath(product.id, {}),
  }));
  const planes = [own, ...others];
  const shown = planes.find(({ id }) => id === search.with) ?? own;
  const palette = useMemo(() => {
    const range = blackAndWhite(shown.facts, settings.cut);
    const look = { map: settings.map, invert: settings.invert, redOnly: theme === 'red' };
    return paletteOf(range, curveOf(settings.stretch, shown.facts, range), look);
  }, [shown.facts, settings.cut, settings.stretch, settings.map, settings.invert, theme]);

  const [pointed, setPointed] = useState<readonly [PixelPosition, Pointed | null] | null>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);
  const onView = (view: View): void => {
    clearTimeout(resting.current);
    resting.current = setTimeout(() => change({ at: viewText(view) }), REST_MS);
  };
  const set = (to: Settings): void => change(searchOf(to));
  const show = (id: string): void => change({ with: id === frame.id ? undefined : id });
  const toggled = (layers: readonly Layer[]): Settings => {
    const isOn = layers.some((layer) => settings.layers.has(layer));
    const rest = [...settings.layers].filter((layer) => !layers.includes(layer));
    return { ...settings, layers: new Set(isOn ? rest : [...rest, ...layers]) };
  };
  const onKey = ({ does }: FrameKey): void => {
    const ids = planes.map(({ id }) => id);
    if (does === 'blink' || does === 'blink-back') show(nextOf(ids, shown.id, does === 'blink' ? 1 : -1));
    else if (does === 'stretch') set({ ...settings, stretch: nextOf(STRETCHES, settings.stretch) });
    else if (does === 'cut') set({ ...settings, cut: nextOf(CUTS, settings.cut) });
    else if (does === 'map') set({ ...settings, map: nextOf(MAPS, settings.map) });
    else if (does === 'invert') set({ ...settings, invert: !settings.invert });
    else if (does === 'grid') set(toggled(['grid']));
    else if (does === 'marks') set(toggled(MARKS));
    else if (does === 'candidates') set(toggled(['candidates']));
    else if (does === 'rectangles') boxes.draw(!boxes.isDrawing);
    else if (does === 'undo') boxes.undo();
  };
  const mask = settings.layers.has('mask') && companions.mask ? pixelsPath(companions.mask.id, {}) : null;
  return (
    <>
      <Panel
        title={frame.name}
        className="pixels-panel"
        aside={
          <>
            <span className="muted">
              {facts.widthPx} × {facts.heightPx} px
            </span>
            {frame.target ? (
              <Link to="/targets/$id" params={{ id: frame.target }}>
                its target
              </Link>
            ) : null}
            <a href={`/api/data-products/${frame.id}/file`} download={frame.name}>
              {bytes(frame.size)}
            </a>
          </>
        }
      >
        <LookControls settings={settings} onChange={set} />
        <Viewer
          name={frame.name}
          shown={{ path: shown.path, frame: facts, palette }}
          maskPath={mask}
          marks={marks}
          gridOf={settings.layers.has('grid') ? found.wcs : null}
          boxes={boxes}
          start={viewOf(search.at)}
          onView={onView}
          onSeen={(view, screen) => (seen.current = { view, screen })}
          onPointed={(at, value) => setPointed([at, value])}
          onKey={onKey}
        />
        <ReadOut
          at={pointed?.[0] ?? null}
          pointed={pointed?.[1] ?? null}
          wcs={found.wcs}
          marks={pointed ? marksAt(marks, pointed[0], seen.current?.view.zoom ?? 1) : []}
        />
      </Panel>
      <div className="column">
        <Panel title="Blink">
          <Planes planes={planes} shown={shown.id} onShow={show} />
        </Panel>
        <Panel title="Over the pixels" aside={<ExportRegions marks={marks} name={frame.name} />}>
          <LayerControls
            settings={settings}
            onChange={set}
            marks={all}
            hasWcs={found.wcs !== null}
            hasMask={companions.mask !== null}
          />
          {found.wcs ? null : <p className="quiet">{found.because}</p>}
        </Panel>
        <Rectangles frame={frame} facts={facts} boxes={boxes} seen={() => seen.current} />
        <Panel title="Header">
          <HeaderCards
            label="Search"
            cards={shown.facts.cards}
            wanted={search.cards ?? ''}
            onWanted={(text) => change({ cards: text || undefined })}
          />
        </Panel>
        <Panel title="Keys over the pixels">
          <dl className="keys frame-keys">
            {KEYS_SAY.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </>
  );
};
