import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

/**
 * A step of a service's schema: a number and a verb, and the statements that make it.
 * Steps are never changed once they have landed; a later step mends an earlier one.
 */
export function migration(name: string, ...statements: readonly string[]): MigrationObject {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        for (const statement of statements) this.addSql(statement);
      }
    },
  };
}
