/** One event of a stream. */
export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string;
}

/** Cuts the text of a `text/event-stream` into events, whatever the chunks (WHATWG HTML, section 9.2.6). */
export class EventReader {
  private rest = '';
  private id: string | undefined;
  private type = '';
  private data: string[] = [];

  push(chunk: string): ServerSentEvent[] {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerSentEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') this.id = value;
    if (field === 'event') this.type = value;
    if (field === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): ServerSentEvent[] {
    const event = { id: this.id, type: this.type || 'message', data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.type = '';
    this.data = [];
    return empty ? [] : [event];
  }
}
