import { parseObject } from "../parse-object.ts";
import type { Answer } from "../serve-loopback.ts";

type Contact = { id: string; properties: Record<string, string>; createdAt: string; updatedAt: string; archived: false };

const KEPT_CONTACTS = 100;
const PAGE_SIZE = 10;

/** Contacts of the simulated account; only the newest are kept. */
export class Contacts {
  #contacts: Contact[] = [];
  #created = 0;

  list(): Answer {
    return { status: 200, body: { results: this.#contacts.slice(0, PAGE_SIZE) } };
  }

  create(body: string, now: Date): Answer {
    this.#created += 1;
    const at = now.toISOString();
    const id = String(100 + this.#created);
    const properties = { ...parseProperties(body), createdate: at, hs_object_id: id, lastmodifieddate: at };
    const contact: Contact = { id, properties, createdAt: at, updatedAt: at, archived: false };
    this.#contacts = [contact, ...this.#contacts].slice(0, KEPT_CONTACTS);
    return { status: 201, body: contact };
  }
}

function parseProperties(body: string): Record<string, string> {
  const { properties } = parseObject(body);
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, value]) => [name, String(value)]));
}
