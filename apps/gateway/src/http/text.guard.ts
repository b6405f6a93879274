import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';
import type { Request } from 'express';
import { unstorableText } from './unstorable-text.js';

/** Refuses at the door what every service behind it would stumble over. */
@Injectable()
export class TextGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { params, query, body } = context.switchToHttp().getRequest<Request>();
    refuseUnstorable({ path: params, query, body: body as unknown });
    return true;
  }
}

/** @param parts of a request, by what a person calls them. @throws Refusal `invalid` that names the place */
export function refuseUnstorable(parts: Readonly<Record<string, unknown>>): void {
  for (const [part, value] of Object.entries(parts)) {
    const found = unstorableText(value, part);
    if (found !== undefined)
      throw new Refusal('invalid', `${found.slice(0, 200)} holds a NUL or half of a character, which no text may`);
  }
}
