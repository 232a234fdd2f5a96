import { BadRequestException } from '@nestjs/common';
import { z } from 'zod';

/** Fields of a query that asks for one page; `max` bounds the items of a page. */
export function pageFields(cursor: z.ZodType<string> = z.string().min(1).max(100), usual = 100, max = 500) {
  return {
    after: cursor.optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(max).default(usual).describe('items at most'),
  };
}

/** A page as it is answered. `next` is null on the last one; otherwise pass it as `after`. */
export function pageSchema<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id });
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A page of what a query gave that was asked for one row more than `limit`. */
export function pageOf<Item>(rows: readonly Item[], limit: number, cursorOf: (item: Item) => string): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** A cursor has to name something: otherwise a mistyped one would look like the end of the list. */
export function unknownCursor(after: string): BadRequestException {
  return new BadRequestException(`"${after}" is not a cursor of this list; pass "next" of the page before as "after", or leave it out`);
}
