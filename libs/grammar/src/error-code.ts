/**
 * Why a device said no: 1xx the words are wrong, 2xx the state is wrong, 3xx the asker is wrong, 4xx the device is
 * wrong, 5xx the service is wrong.
 */
export const ERROR_CODES = {
  100: 'bad frame',
  101: 'unknown device',
  102: 'unknown verb',
  103: 'wrong number of values',
  104: 'wrong type of value',
  105: 'value out of range',
  106: 'line too long',
  200: 'busy',
  201: 'not initialised',
  202: 'parked',
  203: 'locked',
  204: 'interlock',
  205: 'unsafe weather',
  206: 'below the horizon or past a limit',
  207: 'deadline passed',
  208: 'stale fence token',
  209: 'powered off',
  300: 'not allowed',
  400: 'hardware fault',
  401: 'limit switch',
  402: 'timeout in the device',
  403: 'communication lost',
  404: 'bad native reply',
  500: 'fault in the service',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export const isErrorCode = (code: number): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

/** The sentence for a code, also for one that the table does not know. */
export const sayError = (code: number): string => (isErrorCode(code) ? ERROR_CODES[code] : `error ${code}`);
