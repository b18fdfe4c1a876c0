import { describe } from "vitest";
import { type Row, testTables, UNKNOWN } from "./support/table.ts";

const page = (title: string) =>
  `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const NGINX =
  "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.24.0</center></body></html>";
const WORKED = { knowledge: { expiresAt: "never", succeededBefore: true, ageS: 600 } } as const;
const challenge = (value: string) => ({ headers: { "WWW-Authenticate": value }, ...WORKED });

const rows: Row[] = [
  ["a proxy that wants a login", 401, NGINX, null, WORKED],
  ["a proxy that asks for one", 401, NGINX, null, challenge('Basic realm="Restricted"')],
  [
    "a challenge with a code beside the page",
    401,
    NGINX,
    "credential_revoked inferred worked_before",
    challenge('Bearer error="invalid_token"'),
  ],
  [
    "a challenge for scope beside the page",
    403,
    page("Forbidden"),
    "scope_insufficient confirmed needs read:a write:b",
    challenge('Bearer error="insufficient_scope", scope="read:a write:b"'),
  ],
  ["a firewall", 403, page("Attention Required! | Cloudflare"), null, WORKED],
  ["a firewall's challenge", 403, page("Just a moment..."), null, { headers: { "cf-mitigated": "challenge" }, ...WORKED }],
  ["a firewall in plain text", 403, "error code: 1020", null, WORKED],
  [
    "a firewall that counts",
    429,
    page("You are being rate limited"),
    "rate_limited inferred after 30",
    { headers: { "Retry-After": "30" } },
  ],
  ["a login page in place of an answer", 200, page("Sign in"), null, WORKED],
  ["the way to a login page", 302, "", null, { headers: { location: "https://login.example.com/" }, ...WORKED }],
  ["a captive portal", 511, page("Network Authentication Required"), null, WORKED],
  ["a proxy of the caller's own", 407, "", null, WORKED],
  ["a gateway that is down", 502, page("502 Bad Gateway"), null, WORKED],
  ["a page that speaks of tokens", 403, page("Your token has expired"), null, WORKED],
  ["a page without a doctype", 403, "<head><title>403 Forbidden</title></head>", null, WORKED],
  ["a page that is not there", 404, page("Not Found"), null, WORKED],
  ["nothing at all", 401, "", "credential_revoked inferred worked_before", WORKED],
  ["a word", 401, "Unauthorized", "credential_revoked inferred worked_before", WORKED],
];

describe("a page made for people says nothing of a credential", () =>
  testTables({ github: rows, stripe: rows, hubspot: rows, slack: rows, google: rows, "never heard of": rows }));

describe("a page beside headers that are made for programs", () =>
  testTables({
    github: [
      [
        "single sign-on",
        403,
        page("SSO"),
        "scope_insufficient confirmed sso_required",
        { headers: { "X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?authorization_request=A1" } },
      ],
    ],
    atlassian: [
      ["a login", 401, page("Unauthorized (401)"), null, { headers: { "X-Seraph-LoginReason": "AUTHENTICATED_FAILED" } }],
    ],
    box: [
      [
        "a bad token",
        401,
        page("Unauthorized"),
        UNKNOWN,
        { headers: { "www-authenticate": 'Bearer realm="Service", error="invalid_token"' } },
      ],
    ],
  }));
