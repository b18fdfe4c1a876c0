"use client";
import { useSyncExternalStore } from "react";
import type { Contact } from "./freshness.ts";

let contact: Contact = { startedAtMs: 0, messageAtMs: null, answerAtMs: null };
const listeners = new Set<() => void>();

function update(change: Partial<Contact>): void {
  contact = { ...contact, ...change };
  for (const listener of listeners) listener();
}

export const noteStart = (): void => update({ startedAtMs: Date.now(), messageAtMs: null });
export const noteMessage = (): void => update({ messageAtMs: Date.now(), answerAtMs: Date.now() });
export const noteAnswer = (): void => update({ answerAtMs: Date.now() });
export const readContact = (): Contact => contact;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useContact = (): Contact => useSyncExternalStore(subscribe, readContact, readContact);
