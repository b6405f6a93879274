import {
  AuthorizationError,
  InvalidArgumentError,
  nkeyAuthenticator,
  PermissionViolationError,
  usernamePasswordAuthenticator,
  type Authenticator,
  type NatsConnection,
} from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import type { Seed } from './identity.js';

export interface ConnectionParts {
  /** A user and password in it are used where there is no seed. */
  readonly url: string;
  readonly name: string;
  readonly inbox: string;
  readonly seed?: Seed | undefined;
  readonly onFault: (says: string, fault: unknown) => void;
}

const TRY_AGAIN_MS = 250;

/**
 * Connects, waiting for the server as long as it takes, and never gives the connection up.
 * @throws AuthorizationError when the server is there and refuses who we are: waiting would not help
 */
export async function openConnection({ url, name, inbox, seed, onFault }: ConnectionParts): Promise<NatsConnection> {
  const { server, authenticator } = credentialsOf(url, seed);
  for (;;) {
    try {
      const nc = await connect({
        servers: server,
        name,
        inboxPrefix: inbox,
        // A stack kept for each request in case it fails costs more than the request; our spans say where it came from.
        noAsyncTraces: true,
        ...(authenticator ? { authenticator } : {}),
        // Once it has let us in, a refusal is a server that is being set up anew.
        ignoreAuthErrorAbort: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        reconnectJitter: 250,
        pingInterval: 10_000,
        maxPingOut: 2,
      });
      void tellOfRefusals(nc, name, onFault);
      return nc;
    } catch (fault) {
      if (fault instanceof AuthorizationError) {
        throw new Error(`NATS at ${server} refuses ${name}: ${seed ? 'it does not know its key' : NO_IDENTITY}`, {
          cause: fault,
        });
      }
      if (fault instanceof InvalidArgumentError) throw fault;
      await new Promise((done) => setTimeout(done, TRY_AGAIN_MS));
    }
  }
}

const NO_IDENTITY = 'it came without an identity; NIGHTJAR_NATS_IDENTITY names the file of one';

/** The client reads no user and password from an address by itself. */
function credentialsOf(url: string, seed: Seed | undefined): { server: string; authenticator?: Authenticator } {
  const { username, password, protocol, host } = new URL(url);
  const server = `${protocol}//${host}`;
  if (seed) return { server, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
  if (!username) return { server };
  return {
    server,
    authenticator: usernamePasswordAuthenticator(decodeURIComponent(username), decodeURIComponent(password)),
  };
}

/** Whoever published or subscribed may never hear of a refusal: core NATS has no answer to a message. */
async function tellOfRefusals(nc: NatsConnection, name: string, onFault: ConnectionParts['onFault']): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type !== 'error') continue;
    const { error } = status;
    if (error instanceof PermissionViolationError) {
      onFault(`the bus does not allow ${name} the ${error.operation} ${error.subject}`, error);
    } else if (error instanceof AuthorizationError) onFault(`the bus refuses ${name}`, error);
  }
}
