import type { DataProduct, Rule } from '@nightjar/contracts';

/** Something a rule may wait for, and the product it is about. */
export interface Happening {
  readonly on: Rule['on'];
  readonly product: Pick<DataProduct, 'name' | 'type' | 'target' | 'process' | 'meta'>;
}

export type RuleVerdict = { readonly starts: true } | { readonly starts: false; readonly because: string };

const no = (because: string): RuleVerdict => ({ starts: false, because });

/** Whether a rule starts its chain, and if not, why not. */
export function judgeRule(rule: Pick<Rule, 'enabled' | 'on' | 'where'>, { on, product }: Happening): RuleVerdict {
  const { name, type, target, process, meta } = product;
  const { where } = rule;
  if (!rule.enabled) return no('it is switched off');
  if (rule.on !== on) return no(`it waits for ${rule.on}, not for ${on}`);
  // or a rule could feed itself for ever
  if (process !== null) return no('the product was made by a process');
  if ((on === 'frame-stored' || on === 'frames-measured') && type !== 'frame')
    return no(`the product is a ${type}, not a frame`);
  if (where.target === 'some' && target === null) return no('the product belongs to no target');
  if (where.target === 'none' && target !== null) return no('the product belongs to a target');
  if (where.type !== undefined && where.type !== type) return no(`the product is a ${type}, not a ${where.type}`);
  for (const fact of ['filter', 'instrument'] as const)
    if (where[fact] !== undefined && where[fact] !== meta[fact])
      return no(`its ${fact} is ${typeof meta[fact] === 'string' ? meta[fact] : 'not known'}, not ${where[fact]}`);
  if (where.name !== undefined && !name.toLowerCase().endsWith(where.name.toLowerCase()))
    return no(`${name} does not end in ${where.name}`);
  return { starts: true };
}
