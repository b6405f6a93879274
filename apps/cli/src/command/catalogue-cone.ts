import { isFilter, type Filter, type StarsWanted } from '@nightjar/catalogues';
import { AngleSyntaxError, parsePosition } from '@nightjar/astro';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { sayJson } from '../world.js';

export const catalogueCone = defineCommand({
  name: 'catalogue cone',
  says: 'Shows the stars of a catalogue in a cone: one that is loaded, Tycho-2, or a server’s; by default that which calibrates the filter.',
  examples: [
    ['nightjar catalogue cone "02:04:10 +46:41:16" --radius 0.2 --catalogue tycho2', 'Tycho-2 of this machine'],
    [
      'nightjar catalogue cone "31.04 46.69" --filter r --limit 17 --json',
      'one star on each line, and where they are from',
    ],
  ],
  options: {
    catalogue: { type: 'string', value: 'NAME', says: 'which; default: by filter and place' },
    filter: { type: 'string', value: 'FILTER', says: 'U B V R I u g r i z y G BP RP J H Ks VT; default: V' },
    radius: { type: 'string', value: 'DEG', says: 'radius in degrees; default: 0.25' },
    limit: { type: 'string', value: 'MAG', says: 'leave out what is fainter' },
    offline: { type: 'boolean', says: 'ask no server' },
  },
  positional: { name: 'POSITION', required: true },
  async run({ options, positionals: [position = ''], json }, world) {
    const wanted = wantedOf(options, position);
    const { skyHere } = await import('../reduction/sky.js');
    const sky = skyHere(world, options.offline);
    try {
      const { stars, note, ...about } = await sky.stars(wanted).catch((fault: unknown) => {
        if (fault instanceof RangeError) throw new Stop(Exit.notFound, fault.message);
        throw fault;
      });
      for (const star of stars) {
        if (json) sayJson(world, star);
        else {
          const mags = Object.entries(star.mags).map(([filter, { mag }]) => `${filter}=${mag.toFixed(3)}`);
          world.say(`${[star.raDeg.toFixed(6), star.decDeg.toFixed(6), ...mags].join(' ')}\n`);
        }
      }
      world.talk(`${note}\n`);
      return about.from === 'none' ? Exit.failure : Exit.ok;
    } finally {
      await sky.close();
    }
  },
});

interface Options {
  readonly catalogue?: string | undefined;
  readonly filter?: string | undefined;
  readonly radius?: string | undefined;
  readonly limit?: string | undefined;
}

function wantedOf({ catalogue, filter = 'V', radius = '0.25', limit }: Options, position: string): StarsWanted {
  const [radiusDeg, limitMag] = [Number(radius), limit === undefined ? undefined : Number(limit)];
  if (!isFilter(filter)) throw new Stop(Exit.usage, `--filter ${filter}: there is no such filter`);
  if (!(radiusDeg > 0 && radiusDeg <= 30))
    throw new Stop(Exit.usage, `--radius ${radius}: degrees above 0, at most 30, are wanted`);
  if (Number.isNaN(limitMag)) throw new Stop(Exit.usage, `--limit ${limit}: a magnitude is wanted`);
  const cone = { ...placeOf(position), radiusDeg };
  return {
    filter: filter as Filter,
    cone,
    ...(catalogue ? { catalogue } : {}),
    ...(limitMag === undefined ? {} : { limitMag }),
  };
}

function placeOf(text: string): { raDeg: number; decDeg: number } {
  try {
    return parsePosition(text);
  } catch (fault) {
    if (fault instanceof AngleSyntaxError)
      throw new Stop(Exit.usage, `${text}: a position is wanted, e.g. "02:04:10 +46:41:16"`);
    throw fault;
  }
}
