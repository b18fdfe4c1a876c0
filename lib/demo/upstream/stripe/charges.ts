import { randomText } from "../random-text.ts";
import type { Answer } from "../serve-loopback.ts";
import { alreadyRefunded, missingParameter, noSuchCharge } from "./refusals.ts";

type Charge = {
  id: string;
  object: "charge";
  amount: number;
  currency: string;
  payment_intent: string;
  refunded: boolean;
  created: number;
};

const KEPT_CHARGES = 100;
const PAGE_SIZE = 10;

/** Charges of the simulated account, made by payments and undone by refunds; only the newest are kept. */
export class Charges {
  #charges: Charge[] = [];

  list(): Answer {
    return {
      status: 200,
      body: { object: "list", url: "/v1/charges", has_more: false, data: this.#charges.slice(0, PAGE_SIZE) },
    };
  }

  /** `POST /v1/payment_intents`, paid at once. */
  pay(form: URLSearchParams, now: Date): Answer {
    const amount = Number(form.get("amount"));
    const currency = form.get("currency");
    if (!Number.isInteger(amount) || amount <= 0) return missingParameter("amount");
    if (!currency) return missingParameter("currency");
    const created = Math.floor(now.getTime() / 1_000);
    const charge: Charge = {
      id: `ch_${randomText(24)}`,
      object: "charge",
      amount,
      currency,
      payment_intent: `pi_${randomText(24)}`,
      refunded: false,
      created,
    };
    this.#charges = [charge, ...this.#charges].slice(0, KEPT_CHARGES);
    const { id: latest_charge, payment_intent: id } = charge;
    return { status: 200, body: { id, object: "payment_intent", amount, currency, latest_charge, status: "succeeded", created } };
  }

  /** `POST /v1/refunds`, of the whole charge. */
  refund(form: URLSearchParams, now: Date): Answer {
    const id = form.get("charge");
    if (!id) return missingParameter("charge");
    const charge = this.#charges.find((candidate) => candidate.id === id);
    if (!charge) return noSuchCharge(id);
    if (charge.refunded) return alreadyRefunded(id);
    charge.refunded = true;
    const { amount, currency } = charge;
    const created = Math.floor(now.getTime() / 1_000);
    return {
      status: 200,
      body: { id: `re_${randomText(24)}`, object: "refund", amount, currency, charge: id, status: "succeeded", created },
    };
  }
}
