/** One line of the doctor's report; `fix` is the command or the setting that mends it. */
export interface Finding {
  name: string;
  status: "ok" | "warn" | "fail";
  detail: string;
  fix?: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, status: "ok", detail });
export const warn = (name: string, detail: string, fix: string): Finding => ({ name, status: "warn", detail, fix });
export const fail = (name: string, detail: string, fix: string): Finding => ({ name, status: "fail", detail, fix });
