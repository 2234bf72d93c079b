declare const encoded: unique symbol;

/** Text that has been encoded for where it is written. Only this folder makes it, and outputs accept nothing else. */
export type Encoded = string & { readonly [encoded]: true };

export function asEncoded(text: string): Encoded {
  return text as Encoded;
}
