"use client";
import Link from "next/link";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { plural } from "#components/ui/plural.ts";
import type { Summary } from "#lib/contract/summary.ts";
import { NeedsYouRow } from "./needs-you-row.tsx";
import { useFrozenOrder } from "./use-frozen-order.ts";

const SHOWN = 5;

/** What needs a person, containment first, then by what breaks soonest. */
export function NeedsYou({ needs_you, needs_you_total }: Pick<Summary, "needs_you" | "needs_you_total">) {
  const { items, updates, holders, apply } = useFrozenOrder(needs_you.slice(0, SHOWN));
  if (items.length === 0) return null;
  const more = needs_you_total - items.length;
  return (
    <Card aria-labelledby="needs-you" {...holders}>
      <CardHeader title="Needs you" titleId="needs-you" note="containment first, then by what breaks soonest">
        {updates > 0 && (
          <Button size="small" onClick={apply}>
            {plural(updates, "update")}, apply
          </Button>
        )}
      </CardHeader>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <NeedsYouRow key={item.id} item={item} />
        ))}
      </ul>
      {more > 0 && (
        <p className="border-t border-line px-4 py-2">
          <Link href="/lanes" className={buttonClass("ghost", "small")}>
            {more} more
          </Link>
        </p>
      )}
    </Card>
  );
}
