import { asEncoded, type Encoded } from './encoded';

/** What JSON leaves as it is although a terminal or a CI system acts on it. A `#` occurs in strings only. */
const ACTED_ON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|(?<=#)#/gu;

/** A replacer of `JSON.stringify` for a logger that writes the lines itself: no text drives the terminal of a reader. */
export function loggable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}') : value;
}

/** A value as one line of JSON. */
export function jsonLine(value: unknown): Encoded {
  const text = JSON.stringify(value).replace(ACTED_ON, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return asEncoded(`${text}\n`);
}
