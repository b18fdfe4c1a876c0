import type { Answer } from "./answer.ts";
import { asRecord, asText } from "./fields.ts";
import type { ProviderRules } from "./provider-rules.ts";
import { anthropic } from "./providers/anthropic.ts";
import { atlassian } from "./providers/atlassian.ts";
import { aws } from "./providers/aws.ts";
import { clickup } from "./providers/clickup.ts";
import { cloudflare } from "./providers/cloudflare.ts";
import { discord } from "./providers/discord.ts";
import { dropbox } from "./providers/dropbox.ts";
import { github } from "./providers/github.ts";
import { gitlab } from "./providers/gitlab.ts";
import { google } from "./providers/google.ts";
import { hubspot } from "./providers/hubspot.ts";
import { huggingface } from "./providers/huggingface.ts";
import { intercom } from "./providers/intercom.ts";
import { linear } from "./providers/linear.ts";
import { linkedin } from "./providers/linkedin.ts";
import { meta } from "./providers/meta.ts";
import { microsoft } from "./providers/microsoft.ts";
import { monday } from "./providers/monday.ts";
import { notion } from "./providers/notion.ts";
import { okta } from "./providers/okta.ts";
import { openai } from "./providers/openai.ts";
import { salesforce } from "./providers/salesforce.ts";
import { shopify } from "./providers/shopify.ts";
import { slack } from "./providers/slack.ts";
import { square } from "./providers/square.ts";
import { strava } from "./providers/strava.ts";
import { stripe } from "./providers/stripe.ts";
import { supabase } from "./providers/supabase.ts";
import { trello } from "./providers/trello.ts";
import { twilio } from "./providers/twilio.ts";
import { twitter } from "./providers/twitter.ts";
import { vercel } from "./providers/vercel.ts";
import { zoom } from "./providers/zoom.ts";

const PROVIDERS: readonly ProviderRules[] = [
  anthropic,
  atlassian,
  aws,
  clickup,
  cloudflare,
  discord,
  dropbox,
  github,
  gitlab,
  google,
  hubspot,
  huggingface,
  intercom,
  linear,
  linkedin,
  meta,
  microsoft,
  monday,
  notion,
  okta,
  openai,
  salesforce,
  shopify,
  slack,
  square,
  strava,
  stripe,
  supabase,
  trello,
  twilio,
  twitter,
  vercel,
  zoom,
];

const BY_NAME: ReadonlyMap<string, ProviderRules> = new Map(
  PROVIDERS.flatMap((provider) => provider.names.map((name) => [name, provider] as const)),
);

/** Names of lanes are few; whoever asks about many pays for the search each time. */
const MOST_REMEMBERED = 1_000;
const REMEMBERED = new Map<string, ProviderRules | undefined>();

/** The rules of a provider by the name that a lane gives it: `github`, `GitHub`, `api.github.com`, `google-drive`, `Azure OpenAI`. */
export function providerNamed(name: string): ProviderRules | undefined {
  if (REMEMBERED.has(name)) return REMEMBERED.get(name);
  const found = findNamed(name.slice(0, 100).toLowerCase());
  if (REMEMBERED.size < MOST_REMEMBERED) REMEMBERED.set(name, found);
  return found;
}

function findNamed(name: string): ProviderRules | undefined {
  const words = name.match(/[a-z0-9]+/g) ?? [];
  return BY_NAME.get(words.join("")) ?? words.map((word) => BY_NAME.get(word)).find((provider) => provider !== undefined);
}

/** The provider whose answers look like this one, for a lane that names it in a way of its own, or a server that speaks in its place. */
export function providerLike(answer: Answer): ProviderRules | undefined {
  const { body } = answer;
  const error = asRecord(body.error);
  if (error.fbtrace_id !== undefined) return meta;
  if (body.success === false && Array.isArray(body.errors) && Array.isArray(body.messages)) return cloudflare;
  if (asText(body.errorCode).startsWith("E0000")) return okta;
  if (body.ECODE !== undefined) return clickup;
  if (asText(body.more_info).includes("twilio.com")) return twilio;
  if (body.ok === false && typeof body.error === "string") return slack;
  if (body.category !== undefined && body.correlationId !== undefined) return hubspot;
  if (typeof error.code === "number" && (error.status !== undefined || error.errors !== undefined)) return google;
  if (body.__type !== undefined || answer.header("x-amzn-errortype") !== undefined) return aws;
  if (asText(body.documentation_url).includes("docs.github.com")) return github;
  return answer.header("x-github-request-id") === undefined ? undefined : github;
}
