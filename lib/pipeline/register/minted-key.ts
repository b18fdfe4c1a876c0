/** A key that was made but not yet kept: only `id` and `secretHash` are stored. */
export interface MintedKey {
  id: string;
  secretHash: Uint8Array<ArrayBuffer>;
}
