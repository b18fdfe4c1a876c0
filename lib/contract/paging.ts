import * as z from "zod/mini";

/** One keyset page: `next` is opaque, null on the last page. */
export function page<T extends z.ZodMiniType>(item: T) {
  return z.object({ items: z.array(item), next: z.nullable(z.string()) });
}

export const PAGE_SIZE = { default: 50, max: 200 } as const;

export const pageQuery = {
  cursor: z.optional(z.string().check(z.maxLength(512))),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PAGE_SIZE.max)), PAGE_SIZE.default),
};
