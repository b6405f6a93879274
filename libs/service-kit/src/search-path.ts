/** Where programs are looked for. It is the machine's, not a setting of ours. */
export const searchPath = (): string => process.env['PATH'] ?? '';
