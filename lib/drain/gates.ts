/**
 * Every gate of the core, by code, with what it keeps from happening. The explorer (`npm run verify`) takes them away
 * one at a time and has to find what then goes wrong: a gate without which nothing breaks would not be in this list.
 */
export const GATES = {} as const satisfies Record<string, string>;

export type GateCode = keyof typeof GATES;
