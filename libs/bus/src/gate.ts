import { permissionsOf, permits, type Permissions } from './permission.js';
import type { Rights } from './rights.js';
import { Naming } from './stream.js';

/** A service does on the bus what its definition does not say: a mistake in its code, found before the server refuses. */
export class Undeclared extends Error {
  override readonly name = 'Undeclared';
}

/** What watching every event begins with. */
export const WATCH = '$JS.API.CONSUMER.CREATE.EVENTS.watcher';
const WATCHES = 'To watch events as they come, say `follows: true` there';

/** Kept so that a subject is held against the patterns once; beyond this many they are held each time. */
const MOST_KNOWN = 1000;

/**
 * Holds what a service does against what it declares, by the same permissions that the server is given. Subjects here
 * are those of the contracts, without a namespace.
 */
export class Gate {
  private readonly permissions: Permissions;
  private readonly known = new Set<string>();

  constructor(private readonly rights: Rights) {
    this.permissions = permissionsOf(rights, new Naming(''));
  }

  get service(): string {
    return this.rights.service;
  }

  /** @throws Undeclared */
  publish(subject: string): void {
    this.pass('publish', subject, subject === WATCH ? WATCHES : 'Name the contract there under asks, emits or tells');
  }

  /** @throws Undeclared */
  subscribe(subject: string): void {
    this.pass('subscribe', subject, 'Name the contract there under hears, or handle it with @Handles in a controller');
  }

  private pass(what: 'publish' | 'subscribe', subject: string, whatToDo: string): void {
    const key = `${what} ${subject}`;
    if (this.known.has(key)) return;
    if (!permits(this.permissions, what, subject)) {
      throw new Undeclared(`${this.service} may not ${what} ${subject}: its definition does not say so. ${whatToDo}`);
    }
    if (this.known.size < MOST_KNOWN) this.known.add(key);
  }
}
