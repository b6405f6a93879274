/** What is wrong with a form: sentences by the field's name; of the form as a whole under `__all__`. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export const WHOLE_FORM = '__all__';

/** Errors as they are found, the first of a field first. */
export class ErrorList {
  private readonly found = new Map<string, string[]>();

  add(field: string, says: string): void {
    this.found.set(field, [...(this.found.get(field) ?? []), says]);
  }

  get empty(): boolean {
    return this.found.size === 0;
  }

  get errors(): FieldErrors {
    return Object.fromEntries(this.found);
  }
}
