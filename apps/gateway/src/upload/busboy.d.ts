/** What is used of busboy 1.6, which brings no types of its own. */
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable, Writable } from 'node:stream';

  interface Parser extends Writable {
    on(
      event: 'file',
      listener: (field: string, content: Readable, about: { readonly filename: string | undefined }) => void,
    ): this;
    on(event: 'field', listener: (field: string, value: string, about: { valueTruncated: boolean }) => void): this;
    on(event: 'partsLimit' | 'filesLimit' | 'fieldsLimit' | 'close', listener: () => void): this;
    on(event: 'error', listener: (fault: Error) => void): this;
  }

  /** @throws Error when the headers announce no form */
  export default function busboy(options: {
    readonly headers: IncomingHttpHeaders;
    readonly defParamCharset?: string;
    readonly limits?: {
      readonly files?: number;
      readonly fields?: number;
      readonly parts?: number;
      readonly fieldSize?: number;
    };
  }): Parser;
}
