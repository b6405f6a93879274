/** The door for pages: what needs no schema. Zod makes functions of text, which the console's security policy forbids. */
export { nameOfCandidate, type NamedCandidate } from './noun/candidate-name.js';
