import type { Garbage, Message } from './message.js';

/** Text to meaning and back. `read(write(message))` is the message; `read` never throws. */
export interface Dialect {
  readonly name: string;
  /** Longest line, line end not counted. */
  readonly maxLineBytes: number;
  /** The message as one line, line end not included. @throws RangeError when the message has no lawful form. */
  write(message: Message): string;
  read(line: string): Message | Garbage;
}
