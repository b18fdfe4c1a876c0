import type { ComponentProps } from "react";
import { controlClass } from "./control-class.ts";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={controlClass(`h-10 pointer-coarse:h-11 ${className ?? ""}`)} {...rest} />;
}
