import { asText, type Fields } from "./fields.ts";
import { headerOf } from "./headers.ts";
import { type Body, readBody } from "./read-body.ts";
import { type ErrorWords, readErrors } from "./read-errors.ts";
import type { AnswerHeaders, ProviderResponse } from "./types.ts";

/** A provider's answer with one way to ask for a header, a field of the body, and what its error says. Reads only what is asked for. */
export class Answer {
  readonly provider: string;
  readonly endpoint: "api" | "token";
  readonly status: number;
  readonly #headers: AnswerHeaders;
  readonly #body: Body;
  #errors: ErrorWords | undefined;
  #prose: string | undefined;

  constructor({ provider, endpoint, status, headers, body }: ProviderResponse) {
    this.provider = String(provider);
    this.endpoint = endpoint === "token" ? "token" : "api";
    this.status = Number(status);
    this.#headers = headers ?? {};
    this.#body = readBody(body);
  }

  /** Top-level object of the body, empty where it is not one. */
  get body(): Fields {
    return this.#body.fields;
  }

  /** A page made for people, which says nothing about a credential. */
  get isPage(): boolean {
    return this.#body.isPage;
  }

  /** Machine codes of the error, wherever the body has them. */
  get codes(): readonly (string | number)[] {
    return this.#said().codes;
  }

  /** Sentences of the error, one a line, as the provider writes them. */
  get sentences(): string {
    return this.#said().prose;
  }

  /** The same in lower case, to be searched. */
  get prose(): string {
    this.#prose ??= this.sentences.toLowerCase();
    return this.#prose;
  }

  /** Value of a header by its lower-case name. */
  header(name: string): string | undefined {
    return headerOf(this.#headers, name);
  }

  /** A top-level string of the body, else the empty string. */
  text(field: string): string {
    return asText(this.#body.fields[field]);
  }

  #said(): ErrorWords {
    this.#errors ??= this.isPage ? { codes: [], prose: "" } : readErrors(this.#body.fields, this.#body.plain);
    return this.#errors;
  }
}

export function readAnswer(response: ProviderResponse): Answer {
  return new Answer(response);
}
