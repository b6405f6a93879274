import { currentTraceId } from '@nightjar/bus';
import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { Clock } from './clock.js';

/** A service's log: JSON lines with the trace id and, on a played clock, the observatory's time. */
export abstract class Log {
  abstract debug(says: string, facts?: object): void;
  abstract info(says: string, facts?: object): void;
  abstract warn(says: string, facts?: object): void;
  abstract error(says: string, facts?: object): void;
}

/** The log every process writes, also one that is no service: the simulator. */
export class PinoLog extends Log {
  private readonly pino: Logger;

  constructor(service: string, level: string, clock: Clock) {
    super();
    this.pino = pino({
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const trace_id = currentTraceId();
        return {
          ...(trace_id ? { trace_id } : {}),
          ...(clock.mode === 'played' ? { at: clock.now().toISOString() } : {}),
        };
      },
      formatters: { level: (label) => ({ level: label }) },
    });
  }

  debug(says: string, facts: object = {}): void {
    this.pino.debug(facts, says);
  }

  info(says: string, facts: object = {}): void {
    this.pino.info(facts, says);
  }

  warn(says: string, facts: object = {}): void {
    this.pino.warn(facts, says);
  }

  error(says: string, facts: object = {}): void {
    this.pino.error(facts, says);
  }
}

/** Lets Nest speak through the service's log; its chatter about wiring is of no use to an operator. */
export const nestLogger = (log: Log): LoggerService => ({
  log: (message: unknown) => log.debug(String(message)),
  debug: (message: unknown) => log.debug(String(message)),
  verbose: (message: unknown) => log.debug(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, stack?: unknown) => log.error(String(message), { stack }),
  fatal: (message: unknown) => log.error(String(message)),
});
