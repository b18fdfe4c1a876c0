import type { ComponentProps } from "react";
import { controlClass } from "./control-class.ts";

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} className={controlClass(`resize-y py-2 ${className ?? ""}`)} {...rest} />;
}
