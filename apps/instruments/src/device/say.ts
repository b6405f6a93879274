import type { Reply, Verb } from '@nightjar/grammar';

/** A reply in few words, for the audit of a command. */
export const sayReply = (reply: Reply): string => {
  const rest =
    reply.outcome === 'ERR' ? `${reply.code} ${reply.says}` : reply.outcome === 'ACCEPTED' ? `eta=${reply.etaS}` : '';
  return `${reply.outcome} ${rest}`.trim();
};

/** A verb in few words, for the audit of a command. */
export const sayVerb = (verb: Verb): string =>
  verb.verb === 'SET' || verb.verb === 'DO' ? [verb.verb, verb.name, ...verb.values].join(' ') : verb.verb;
