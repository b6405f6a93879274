import { Injectable } from '@nestjs/common';
import type { ListTemplates, RequestTemplate } from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import type { Asks } from '@nightjar/service-kit';
import { TemplateRow } from './template.entities.js';

type Place = Pick<RequestTemplate, 'name' | 'target' | 'facility'>;

/** All persistence of templates. */
@Injectable()
export class TemplateStore {
  constructor(private readonly database: Database) {}

  async list({ limit, cursor, ...equal }: Asks<typeof ListTemplates>) {
    return newestFirst(this.database, TemplateRow, asked(equal), { limit, cursor });
  }

  async byId(id: string): Promise<RequestTemplate | null> {
    const row = await this.database.em.findOne(TemplateRow, { id }, { disableIdentityMap: true });
    return row && { ...row };
  }

  async named({ name, target, facility }: Place, openOnly: boolean): Promise<RequestTemplate | null> {
    const place = { name, target, facility, ...(openOnly ? { open: true } : {}) };
    const row = await this.database.em.findOne(TemplateRow, place, { disableIdentityMap: true });
    return row && { ...row };
  }

  /** @returns false when the name is taken for that target and facility */
  async insert(tx: Transaction, template: RequestTemplate): Promise<boolean> {
    return (await insertNew(tx.em, TemplateRow, template)) > 0;
  }

  /** The same for a template that is there. */
  async update(tx: Transaction, { id, ...template }: RequestTemplate): Promise<boolean> {
    const { name, target, facility } = template;
    if ((await tx.em.count(TemplateRow, { name, target, facility, id: { $ne: id } })) > 0) return false;
    await tx.em.nativeUpdate(TemplateRow, { id }, template);
    return true;
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.em.nativeDelete(TemplateRow, { id });
  }

  /** How many other addresses asked to be told since. */
  async otherAddresses(tx: Transaction, email: string, since: Date): Promise<number> {
    const [row] = await tx.rows<{ n: string }>(
      `select count(distinct alert_email) as n from schedule.request
       where alert_email is not null and alert_email <> ? and created_at > ?`,
      [email, since.toISOString()],
    );
    return Number(row?.n ?? 0);
  }

  /** How many requests of a template wait or run. */
  async active(tx: Transaction, template: string): Promise<number> {
    const [row] = await tx.rows<{ n: string }>(
      `select count(*) as n from schedule.request where state in ('PENDING', 'SCHEDULED', 'RUNNING') and template = ?`,
      [template],
    );
    return Number(row?.n ?? 0);
  }

  async noteAddress(tx: Transaction, request: string, email: string): Promise<void> {
    await tx.rows(`update schedule.request set alert_email = ? where id = ?`, [email, request]);
  }
}
