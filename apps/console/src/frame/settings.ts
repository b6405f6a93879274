import { useNavigate, useSearch } from '@tanstack/react-router';
import { MAPS, type MapName } from './colour.js';
import { isCut, STRETCHES, type StretchName } from './levels.js';
import { LAYERS, type Layer } from './marks.js';

/** How a frame is looked at; all of it stands in the address. */
export interface Settings {
  readonly stretch: StretchName;
  readonly cut: string;
  readonly map: MapName;
  readonly invert: boolean;
  readonly layers: ReadonlySet<Layer>;
}

const DEFAULT_LAYERS: readonly Layer[] = ['targets', 'apertures', 'candidates'];

type Search = Readonly<Record<string, string | undefined>>;

const among = <T extends string>(all: readonly T[], text: string | undefined, usual: T): T =>
  all.find((one) => one === text) ?? usual;

export const settingsOf = ({ stretch, cut, map, invert, show }: Search): Settings => ({
  stretch: among(STRETCHES, stretch, 'linear'),
  cut: cut !== undefined && isCut(cut) ? cut : '99.8 %',
  map: among(MAPS, map, 'grey'),
  invert: invert === 'yes',
  layers: new Set(show === undefined ? DEFAULT_LAYERS : LAYERS.filter((layer) => show.split(' ').includes(layer))),
});

/** Only what is not as usual stands in the address. */
export const searchOf = ({ stretch, cut, map, invert, layers }: Settings): Search => {
  const usual = settingsOf({});
  const same = layers.size === usual.layers.size && [...layers].every((layer) => usual.layers.has(layer));
  return {
    stretch: stretch === usual.stretch ? undefined : stretch,
    cut: cut === usual.cut ? undefined : cut,
    map: map === usual.map ? undefined : map,
    invert: invert ? 'yes' : undefined,
    show: same ? undefined : [...layers].join(' '),
  };
};

/** Changes parameters of the page's address in place; undefined takes one out. */
export const useAddress = () => {
  const search = useSearch({ from: '/frames/$id' });
  const navigate = useNavigate({ from: '/frames/$id' });
  const change = (to: Search): void =>
    void navigate({
      search: (kept) =>
        Object.fromEntries(Object.entries({ ...kept, ...to }).filter(([, value]) => value !== undefined)),
      replace: true,
      resetScroll: false,
    });
  return { search, change };
};
