import type { InitialOffset } from '../../pipeline';

const WORD = /^\s*(earliest|latest)\s*$/;

/**
 * The value of a parameter that holds `earliest` or `latest` alone, for containers whose configuration says
 * `initial_offset: ${env:NAME}`; `undefined` for anything else.
 */
export function offsetWord(text: string): InitialOffset | undefined {
  const word = WORD.exec(text)?.[1];
  return word === 'earliest' || word === 'latest' ? word : undefined;
}
