import type { Process } from '@nightjar/contracts';

/** Of what a process made, what nobody has removed. */
export const thereOf = <M extends { readonly id: string }>({
  made,
  outputs,
}: {
  readonly made: readonly M[];
  readonly outputs: Process['outputs'];
}): M[] => {
  const gone = new Set(outputs.flatMap(({ id, removed }) => (removed ? id : [])));
  return made.filter(({ id }) => !gone.has(id));
};
