import type { CredentialContext, ProbeAnswer } from "../options.ts";

/** What can be done with any credential of a provider, without knowing more of it. */
export interface ProviderHooks {
  /** Where its API lives, unless a lane says otherwise. */
  origin: string;
  /** What these hooks ask stays there, wherever a lane's own API lives. */
  isElsewhere?: boolean;
  /** One harmless request, of the least scope, that shows whether a credential works. */
  probe(context: CredentialContext, origin: URL): Promise<ProbeAnswer>;
  /** Ends a credential; absent where only a human can. @throws where the provider did not. */
  retire?(context: CredentialContext, origin: URL): Promise<void>;
  /** Whether `retire` ends a grant of this kind of store, too, or only the access token that was drawn from it. */
  endsGrantOf?(storeType: string): boolean;
}

/** Throws where an answer is none of those that mean a credential is gone by now. */
export function expectStatus({ status }: Response, ...gone: number[]): void {
  if (!gone.includes(status)) throw new Error(`the provider answered ${status}`);
}
