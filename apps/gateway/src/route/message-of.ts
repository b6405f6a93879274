import {
  ask,
  command,
  CONTRACTS,
  isRequest,
  Refusal,
  type Contract,
  type JobContract,
  type RequestContract,
} from '@nightjar/contracts';
import { z } from 'zod';
import { noSuch } from './gathering.js';

/** What can be sent to an agent from outside: what is answered, and work for a queue. */
export type Message = RequestContract | JobContract;

const isMessage = (contract: Contract): contract is Message => isRequest(contract) || contract.kind === 'job';

const REQUEST = /^(cmd|ask)(\.[a-z][a-z0-9-]*){2,4}$/;

/**
 * The contract that is named: by its name, by its subject, or, for an agent of somebody's own, by a subject that only
 * that agent knows; it alone checks the payload.
 * @throws Refusal `not_found` naming what there is, `invalid` for what is told by those of whom it is true
 */
export function messageOf(name: string): Message {
  const contracts = Object.entries(CONTRACTS);
  const [, contract] = contracts.find(([known, { subject }]) => name === known || name === subject) ?? [];
  if (contract && isMessage(contract)) return contract;
  if (contract) throw new Refusal('invalid', `${name} is no command, no question and no job, so nobody answers it`);
  if (REQUEST.test(name)) return foreign(name);
  return noSuch(
    'contract',
    name,
    contracts.flatMap(([known, each]) => (isMessage(each) ? [known] : [])),
  );
}

function foreign(subject: string): RequestContract {
  const parts = {
    says: 'A message of an agent of somebody’s own.',
    takes: z.unknown(),
    gives: z.unknown(),
    refuses: [],
    example: { takes: {}, gives: {} },
  };
  return subject.startsWith('cmd.') ? command(subject, parts) : ask(subject, parts);
}
