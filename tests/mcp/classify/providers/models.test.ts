import { describe } from "vitest";
import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const openai = (code: string | null, message: string, type = "invalid_request_error") => ({
  error: { message, type, param: null, code },
});
const anthropic = (type: string, message: string) => ({ type: "error", error: { type, message } });
const QUOTA = "You exceeded your current quota, please check your plan and billing details.";

const openaiRows: Row[] = [
  [
    "a wrong key",
    401,
    openai(
      "invalid_api_key",
      "Incorrect API key provided: sk-abc***xyz. You can find your API key at https://platform.openai.com/account/api-keys.",
    ),
    UNKNOWN,
  ],
  [
    "no key",
    401,
    openai(null, "You didn't provide an API key. You need to provide your API key in an Authorization header."),
    "auth_unclassified inferred no_credential",
  ],
  ["no money", 429, openai("insufficient_quota", QUOTA, "insufficient_quota"), "rate_limited inferred quota_billing"],
  [
    "a limit",
    429,
    openai("rate_limit_exceeded", "Rate limit reached for gpt-4 in organization org-1 on tokens per min (TPM)", "tokens"),
    "rate_limited confirmed after 20",
    { headers: { "retry-after": "20" } },
  ],
  [
    "a scope short",
    403,
    openai(
      null,
      "You have insufficient permissions for this operation. Missing scopes: api.model.read. Check that you have the correct role in your organization.",
    ),
    "scope_insufficient inferred needs api.model.read",
  ],
  [
    "a scope short with status 401",
    401,
    openai(null, "You have insufficient permissions for this operation. Missing scopes: model.request."),
    "scope_insufficient inferred needs model.request",
  ],
  [
    "an account that is closed",
    401,
    openai("account_deactivated", "The OpenAI account associated with this API key has been deactivated."),
    "credential_revoked inferred account_inactive",
  ],
  [
    "an address that is not on the list",
    401,
    openai("ip_not_authorized", "Your request was made from an IP address that is not authorized."),
    "auth_unclassified inferred policy_ip_allowlist",
  ],
  [
    "a country",
    403,
    openai("unsupported_country_region_territory", "Country, region, or territory not supported", "request_forbidden"),
    "auth_unclassified inferred policy",
  ],
  [
    "a model that is not granted",
    403,
    openai("model_not_found", "Project `proj_1` does not have access to model `gpt-4`"),
    "scope_insufficient inferred user_permission",
  ],
  [
    "a model that is not there",
    404,
    openai("model_not_found", "The model `gpt-9` does not exist or you do not have access to it."),
    null,
  ],
  ["too long a prompt", 400, openai("context_length_exceeded", "This model's maximum context length is 8192 tokens."), null],
  [
    "a billing limit",
    400,
    openai("billing_hard_limit_reached", "Billing hard limit has been reached", "invalid_request_error"),
    "rate_limited inferred quota_billing",
  ],
  ["an overload", 503, openai(null, "The engine is currently overloaded, please try again later", "server_error"), null],
];
const anthropicRows: Row[] = [
  ["a wrong key", 401, anthropic("authentication_error", "invalid x-api-key"), UNKNOWN],
  [
    "a token at its end",
    401,
    anthropic("authentication_error", "OAuth token has expired. Please obtain a new token or refresh your existing token."),
    "credential_expired inferred",
  ],
  [
    "a revoked token",
    403,
    anthropic("permission_error", "OAuth token has been revoked. Please obtain a new token."),
    "credential_revoked inferred",
  ],
  [
    "a permission short",
    403,
    anthropic("permission_error", "Your API key does not have permission to use the specified resource."),
    "scope_insufficient inferred user_permission",
  ],
  [
    "no money",
    400,
    anthropic(
      "invalid_request_error",
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
    ),
    "rate_limited inferred quota_billing",
  ],
  [
    "a month's limit",
    400,
    anthropic(
      "invalid_request_error",
      "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
    ),
    "rate_limited inferred quota_billing",
  ],
  [
    "an organisation's policy",
    403,
    anthropic("permission_error", "OAuth authentication is currently not allowed for this organization."),
    "auth_unclassified inferred policy",
  ],
  [
    "an organisation that is closed",
    400,
    anthropic("invalid_request_error", "This organization has been disabled."),
    "credential_revoked inferred account_inactive",
  ],
  [
    "a limit",
    429,
    anthropic("rate_limit_error", "This request would exceed your organization's rate limit of 50,000 input tokens per minute."),
    "rate_limited confirmed after 41",
    { headers: { "retry-after": "41" } },
  ],
  ["an overload", 529, anthropic("overloaded_error", "Overloaded"), null],
  ["a refusal without a cause", 403, anthropic("forbidden", "Request not allowed"), "auth_unclassified inferred forbidden"],
  ["a bad request", 400, anthropic("invalid_request_error", "max_tokens: Field required"), null],
];
const huggingfaceRows: Row[] = [
  ["a wrong token", 401, { error: "Invalid credentials in Authorization header" }, UNKNOWN],
  ["a wrong user", 401, { error: "Invalid username or password." }, UNKNOWN],
  ["a token at its end", 401, { error: 'User Access Token "ci" is expired' }, "credential_expired inferred"],
  [
    "a gated model",
    403,
    { error: "Access to model a/b is restricted and you are not in the authorized list." },
    "scope_insufficient inferred user_permission",
    { headers: { "X-Error-Code": "GatedRepo" } },
  ],
  [
    "a method short",
    403,
    { error: "This authentication method does not have sufficient permissions to call Inference Providers on behalf of user a" },
    "scope_insufficient inferred user_permission",
  ],
  [
    "no credits",
    402,
    { error: "You have exceeded your monthly included credits for Inference Providers." },
    "rate_limited inferred quota_billing",
  ],
];

describe("OpenAI", () => testTable("OpenAI", openaiRows));
describe("Anthropic", () => testTable("anthropic", anthropicRows));
describe("Hugging Face", () => testTable("hf", huggingfaceRows));
