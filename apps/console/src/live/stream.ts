import type { Connection, StreamFacts } from './connection.js';
import { connectionOf } from './connection.js';
import { SUBJECTS, type SubjectName } from './subjects.js';

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly at: string;
  readonly data: unknown;
}

const RETRY_MS = 2000;
const NAMES = Object.keys(SUBJECTS) as SubjectName[];

const messageOf = (text: string): Message | null => {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return null;
  }
};

/**
 * The gateway's live stream. The browser resumes by Last-Event-ID after a break; where it gives up (a refusal, a
 * proxy's error page) a new stream is opened.
 */
export class Stream {
  private source: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private facts: StreamFacts = { open: false, heardAtMs: null, brokenAtMs: performance.now() };

  private opening: () => void = () => undefined;

  constructor(private readonly receive: (name: SubjectName, message: Message) => void) {}

  /** @param opening called at every opening: what was missed since the last one must be read again. */
  open(opening: () => void): void {
    this.opening = opening;
    this.connect();
  }

  private connect(): void {
    const source = new EventSource(`/api/events?types=${Object.values(SUBJECTS).join(',')}`);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.broke(source);
    for (const name of NAMES) source.addEventListener(SUBJECTS[name], (event) => this.hear(name, event));
  }

  close(): void {
    if (this.retry) clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }

  connection(): Connection {
    return connectionOf(this.facts, performance.now());
  }

  private opened(): void {
    this.facts = { ...this.facts, open: true, heardAtMs: performance.now() };
    this.opening();
  }

  private broke(source: EventSource): void {
    if (this.facts.open) this.facts = { ...this.facts, open: false, brokenAtMs: performance.now() };
    if (source.readyState !== EventSource.CLOSED || source !== this.source) return;
    this.retry = setTimeout(() => this.connect(), RETRY_MS);
  }

  private hear(name: SubjectName, event: MessageEvent<string>): void {
    this.facts = { ...this.facts, heardAtMs: performance.now() };
    const message = messageOf(event.data);
    if (message) this.receive(name, message);
  }
}
