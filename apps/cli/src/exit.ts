/** What the command's exit says to a script. */
export const Exit = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  timeOut: 6,
  interrupted: 130,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** A command cannot go on: the sentence goes to stderr, the code to the shell. */
export class Stop extends Error {
  constructor(
    readonly exit: Exit,
    says: string,
  ) {
    super(says);
  }
}
