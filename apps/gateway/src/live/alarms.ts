import type { Agent } from '@nightjar/contracts';

export interface Alarm {
  /** Lasting name: the same while the same thing is wrong. */
  readonly name: string;
  /** critical: the night is at risk now; warning: look before it ends. */
  readonly severity: 'critical' | 'warning';
  /** Wall clock at which the gateway first saw it. */
  readonly since: string;
  readonly says: string;
  /** What a person does about it. */
  readonly response: string;
}

export interface Judged {
  readonly agents: readonly Pick<Agent, 'name' | 'service' | 'state' | 'because' | 'deadLetters'>[];
  readonly servers: readonly { readonly name: string; readonly ok: boolean; readonly says: string }[];
  readonly expected: readonly string[];
  /** Seconds that the gateway has listened: before the first heartbeats silence means nothing. */
  readonly listenedS: number;
}

type NewAlarm = Omit<Alarm, 'since'>;

/** An agent that starts beside the gateway may take this long to its first heartbeat. */
const FIRST_BEAT_S = 30;

/**
 * What a person must act on, the worst first. One cause is one alarm: while the broker is away no agent can be heard,
 * and while a server is away it is the server, not each agent that misses it, that is told of. What a person has paused
 * is no alarm.
 */
export function judgeAlarms({ agents, servers, expected, listenedS }: Judged): NewAlarm[] {
  const down = servers.filter(({ ok }) => !ok);
  const deaf = down.some(({ name }) => name === 'NATS');
  const lost = agents.filter(({ state }) => state === 'LOST').map(({ name }) => lostAlarm(name, 'it is silent'));
  const unheard = expected
    .filter((name) => listenedS > FIRST_BEAT_S && !agents.some((agent) => agent.name === name))
    .map((name) => lostAlarm(name, 'not heard of since the gateway started'));
  const degraded = agents.filter(({ state }) => state === 'DEGRADED').map(degradedAlarm);
  return [
    ...down.map(serverAlarm),
    ...(deaf ? [] : [...lost, ...unheard]),
    ...(down.length > 0 ? [] : degraded),
    ...letterAlarms(agents),
  ];
}

const serverAlarm = ({ name, says }: Judged['servers'][number]): NewAlarm => ({
  name: `server-down.${name.toLowerCase()}`,
  severity: 'critical',
  says: `${name} does not work: ${says}`,
  response: `Start ${name} again; nightjar doctor shows what it lacks. Nothing that was accepted is lost meanwhile.`,
});

const lostAlarm = (name: string, because: string): NewAlarm => ({
  name: `agent-lost.${name}`,
  severity: 'critical',
  says: `${name} is LOST: ${because}`,
  response: `Its supervisor starts it again within seconds. If it stays away: read the log of ${name}, then start it.`,
});

const degradedAlarm = ({ name, because }: Judged['agents'][number]): NewAlarm => ({
  name: `agent-degraded.${name}`,
  severity: 'warning',
  says: `${name} is DEGRADED${because ? `: ${because}` : ''}`,
  response: `Mend what it names; nightjar agents status ${name} shows what waits. It goes on by itself.`,
});

/** Dead letters belong to a service: each of its living agents tells of the same ones, a lost one of what once was. */
function letterAlarms(agents: Judged['agents']): NewAlarm[] {
  const serviceOf = (agent: Judged['agents'][number]): string => agent.service || agent.name;
  return [...new Set(agents.map(serviceOf))].flatMap((service) => {
    const own = agents.filter((agent) => serviceOf(agent) === service);
    const living = own.filter(({ state }) => state !== 'LOST');
    const count = Math.max(...(living.length > 0 ? living : own).map(({ deadLetters }) => deadLetters));
    return count > 0 ? [letterAlarm(service, count)] : [];
  });
}

const letterAlarm = (service: string, count: number): NewAlarm => ({
  name: `dead-letters.${service}`,
  severity: 'warning',
  says: `${service} could not handle ${count === 1 ? '1 message' : `${count} messages`}`,
  response: `nightjar letters ls --service ${service} says why. Mend the cause, then retry them; or discard them.`,
});

/** Gives each alarm the time at which it was first seen; one that was over begins anew. */
export class AlarmBook {
  private seen = new Map<string, string>();

  note(alarms: readonly NewAlarm[], now: Date): Alarm[] {
    const dated = alarms.map((alarm) => ({ ...alarm, since: this.seen.get(alarm.name) ?? now.toISOString() }));
    this.seen = new Map(dated.map(({ name, since }) => [name, since]));
    return dated;
  }
}
