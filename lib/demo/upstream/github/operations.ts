import type { GitHubKey } from "./key.ts";

/** One REST operation: what GitHub accepts for it, per kind of key. */
export type GitHubOperation = {
  name: "user" | "issues_list" | "issues_create" | "repository_delete";
  method: string;
  path: RegExp;
  /** Any one of these scopes lets a classic key in; none needed where empty. */
  scopes: readonly string[];
  /** Permission that the other kinds need, or null. */
  permission: string | null;
  documentation: string;
};

const REPOSITORY = "\\/repos\\/[\\w.-]+\\/[\\w.-]+";

export const GITHUB_OPERATIONS: readonly GitHubOperation[] = [
  {
    name: "user",
    method: "GET",
    path: /^\/user$/,
    scopes: [],
    permission: null,
    documentation: "users/users#get-the-authenticated-user",
  },
  {
    name: "issues_list",
    method: "GET",
    path: new RegExp(`^${REPOSITORY}/issues$`),
    scopes: ["repo"],
    permission: "issues=read",
    documentation: "issues/issues#list-repository-issues",
  },
  {
    name: "issues_create",
    method: "POST",
    path: new RegExp(`^${REPOSITORY}/issues$`),
    scopes: ["repo"],
    permission: "issues=write",
    documentation: "issues/issues#create-an-issue",
  },
  {
    name: "repository_delete",
    method: "DELETE",
    path: new RegExp(`^${REPOSITORY}$`),
    scopes: ["delete_repo"],
    permission: "administration=write",
    documentation: "repos/repos#delete-a-repository",
  },
];

/** Whether the key's grants cover the operation; a write permission covers reading too. */
export function isAllowed(operation: GitHubOperation, key: GitHubKey): boolean {
  if (key.kind === "classic")
    return operation.scopes.length === 0 || operation.scopes.some((scope) => key.grants.includes(scope));
  if (operation.permission === null) return true;
  return key.grants.includes(operation.permission) || key.grants.includes(operation.permission.replace(/=read$/, "=write"));
}
