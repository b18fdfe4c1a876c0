import type { Answer } from "../serve-loopback.ts";
import type { GitHubKey } from "./key.ts";

type Issue = {
  id: number;
  number: number;
  title: string;
  state: "open";
  user: { login: string };
  html_url: string;
  created_at: string;
};

const KEPT_ISSUES = 100;
const PAGE_SIZE = 30;

/** Issues of one simulated repository; only the newest are kept. */
export class Repository {
  #issues: Issue[] = [];
  #created = 0;

  list(): Answer {
    return { status: 200, body: this.#issues.slice(0, PAGE_SIZE) };
  }

  create(path: string, title: unknown, key: GitHubKey, now: Date): Answer {
    if (typeof title !== "string" || title === "") {
      return {
        status: 422,
        body: {
          message: "Validation Failed",
          errors: [{ resource: "Issue", code: "missing_field", field: "title" }],
          status: "422",
        },
      };
    }
    this.#created += 1;
    const issue: Issue = {
      id: 2_700_000_000 + this.#created,
      number: this.#created,
      title,
      state: "open",
      user: { login: key.login },
      html_url: `https://github.com/${path.replace(/^\/repos\//, "")}/${this.#created}`,
      created_at: `${now.toISOString().slice(0, 19)}Z`,
    };
    this.#issues = [issue, ...this.#issues].slice(0, KEPT_ISSUES);
    return { status: 201, headers: { Location: `https://api.github.com${path}/${issue.number}` }, body: issue };
  }
}
