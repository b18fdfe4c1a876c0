import Link from "next/link";
import type { ComponentProps } from "react";

/** A link among many: nothing is fetched before it is followed, or a list would ask for every page it names. */
export function ListLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}
