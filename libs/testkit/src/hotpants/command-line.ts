/** How many values follow an option of hotpants 5.1.11; `-ng` and `-pca` say themselves how many. */
const VALUES: Readonly<Record<string, number>> = {
  ...ofLength(
    1,
    `inim tmplim outim tu tuk tl tg tr tp tni tmi iu iuk il ig ir ip ini imi ki r kcs ft sft nft mins mous omi nrx nry rf
     nsx nsy ssf cmp afssc nss rss savexy c n fom ko bgo ssig ks kfm fi fin ef oni ond oci oki obs obz nbs nbz v`,
  ),
  ...ofLength(0, 'sconv okn sum nim ndm cim nc hki sht nsht convvar allm'),
  ...ofLength(2, 'rkw'),
  ...ofLength(4, 'gd'),
};

function ofLength(length: number, names: string): Record<string, number> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, length]),
  );
}

/** What hotpants is told, as it reads it. */
export interface HotpantsOrder {
  readonly text: (name: string) => string | undefined;
  readonly number: (name: string, otherwise: number) => number;
  readonly has: (name: string) => boolean;
  /** Degree and width of each Gaussian of the kernel. */
  readonly gaussians: readonly { readonly degree: number; readonly sigmaPx: number }[];
}

/** What hotpants prints where it stops, with the code that it ends with. */
export class HotpantsStop extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The defaults of 5.1.11. */
const GAUSSIANS = [
  { degree: 6, sigmaPx: 0.7 },
  { degree: 4, sigmaPx: 1.5 },
  { degree: 2, sigmaPx: 3 },
] as const;

/**
 * Reads a command line as hotpants does: options in any case, the last of a name counts, numbers as `sscanf` takes them; then holds
 * it against what hotpants refuses. @throws HotpantsStop with its words
 */
export function readOrder(args: readonly string[]): HotpantsOrder {
  if (args.length === 0) throw new HotpantsStop('Usage:  hotpants [options]\nVersion 5.1.11');
  const given = new Map<string, string>();
  let gaussians: HotpantsOrder['gaussians'] = GAUSSIANS;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (!argument.startsWith('-'))
      throw new HotpantsStop(`Unexpected string encountered on command line : ${argument}`);
    const name = argument.slice(1).toLowerCase();
    if (name === 'ng') {
      const count = Math.trunc(Number(args[++at]));
      gaussians = Array.from({ length: count }, () => ({ degree: Number(args[++at]), sigmaPx: Number(args[++at]) }));
      continue;
    }
    const values = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
    if (values === undefined) throw new HotpantsStop(`Unknown option : ${argument}`);
    given.set(name, args.slice(at + 1, at + 1 + values).join(' '));
    at += values;
  }
  const order: HotpantsOrder = {
    text: (name) => given.get(name),
    number: (name, otherwise) => {
      const read = Number.parseFloat(given.get(name) ?? '');
      return Number.isNaN(read) ? otherwise : read;
    },
    has: (name) => given.has(name),
    gaussians,
  };
  refuse(order);
  return order;
}

function refuse({ text, number, has }: HotpantsOrder): void {
  const fatal = (words: string): never => {
    throw new HotpantsStop(`FATAL ERROR ${words}`);
  };
  for (const name of ['inim', 'tmplim', 'outim']) if (!has(name)) fatal(`${name} : required command line option`);
  for (const which of ['t', 'i']) {
    const [upper, lower] = [number(`${which}u`, 25_000), number(`${which}l`, 0)];
    if (upper < 0) fatal(`${which}u (${upper.toFixed(6)}) : cannot be negative (or zero)`);
    if (upper !== 0 && lower !== 0 && upper < lower)
      fatal(`${which}u (${upper.toFixed(6)}) : cannot be smaller than ${which}l (${lower.toFixed(6)})`);
    if (number(`${which}g`, 1) < 0) fatal(`${which}g (${number(`${which}g`, 1)}) : cannot be negative (or zero)`);
  }
  const [kernel, stamp] = [number('r', 10), number('rss', 15)];
  if (kernel <= 0) fatal(`r (${kernel}) : cannot be negative (or zero)`);
  if (stamp < kernel) fatal(`rss (${stamp}) < r (${kernel}) : conflicting requests`);
  if (has('rf') && has('ssf')) fatal(`rf (${text('rf')}) and ssf (${text('ssf')}) : conflicting requests`);
  if (!/^[itb]/.test(text('c') ?? 'b')) fatal(`c (${text('c')}) : invalid char ('i' or 't' or 'b')`);
  if (!/^[itu]/.test(text('n') ?? 't')) fatal(`n (${text('n')}) : invalid char ('i', 't', or 'u')`);
  if (!/^[vsh]/.test(text('fom') ?? 'v')) fatal(`fom (${text('fom')}) : invalid char ('v', 's' or 'h')`);
  for (const name of ['ko', 'bgo']) if (number(name, 1) < 0) fatal(`${name} (${number(name, 1)}) : cannot be negative`);
}
