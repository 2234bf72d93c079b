/**
 * A pattern that finds a secret in text however it was encoded on its way: as it is, percent-encoded (once or more),
 * escaped in JSON, HTML, a shell or mail, in base64 or hex. In base64 it may be part of more, as in the login of SASL PLAIN.
 */
export function secretPattern(secret: string): string {
  const bytes = Buffer.from(secret);
  const written = [...secret].map(characterPattern).join('');
  if (secret.length < SHORTEST) return `(?<![A-Za-z0-9])${written}(?![A-Za-z0-9])`;
  return [written, hexPattern(bytes), ...base64Patterns(bytes)].join('|');
}

/** A shorter secret is part of many words: it is replaced only where it stands alone, and as it is. */
const SHORTEST = 4;

/** Fewer characters of base64 would match by chance. */
const SHORTEST_BASE64 = 6;

const HTML_NAMES: ReadonlyMap<string, string> = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
]);

const JSON_LETTERS: ReadonlyMap<string, string> = new Map([
  ['\b', 'b'],
  ['\f', 'f'],
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
]);

/** Text that was escaped twice has more than one backslash. */
const BACKSLASHES = '\\\\{0,4}';

function characterPattern(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index));
  const html = HTML_NAMES.get(character);
  const letter = JSON_LETTERS.get(character);
  const forms = [
    character === '\\' ? '\\\\{1,4}' : `${/\w/.test(character) ? '' : BACKSLASHES}${literal(character)}`,
    [...Buffer.from(character)].map((byte) => `%(?:25)*${anyCase(hex(byte, 2))}`).join(''),
    units.map((unit) => `\\\\{1,4}u${anyCase(hex(unit, 4))}`).join(''),
    `&#(?:0*${code}|[xX]0*${anyCase(code.toString(16))});`,
    ...(html === undefined ? [] : [`&${html};`]),
    ...(letter === undefined ? [] : [`\\\\{1,4}${letter}`]),
    ...(character === ' ' ? ['\\+'] : []),
    ...(/[\x21-\x3c\x3e-\x7e]/.test(character) ? [] : [quotedPrintable(character)]),
    // UTF-8 that was read as Latin-1.
    ...(code > 0x7f ? [literalText(Buffer.from(character).toString('latin1'))] : []),
    // Shells, YAML and CSV end a quotation before a quote, or double it.
    ...(character === "'" ? ["'\\\\{1,4}''", "''"] : []),
    ...(character === '"' ? ['""'] : []),
  ];
  return `(?:${forms.join('|')})`;
}

function quotedPrintable(character: string): string {
  return [...Buffer.from(character)].map((byte) => `=${anyCase(hex(byte, 2))}`).join('');
}

/** Also as Node shows a buffer: with spaces. */
function hexPattern(bytes: Buffer): string {
  return [...bytes].map((byte) => anyCase(hex(byte, 2))).join(' ?');
}

/** One for each place at which the secret can begin within three bytes, without the characters that it shares. */
function base64Patterns(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (own.length < SHORTEST_BASE64) return [];
    const core = [...own].map((character) => BASE64_FORMS.get(character) ?? character).join('');
    return [`[A-Za-z0-9+/_-]?${core}[A-Za-z0-9+/_-]?={0,2}`];
  });
}

/** In base64url, and percent-encoded. */
const BASE64_FORMS: ReadonlyMap<string, string> = new Map([
  ['+', '(?:[+-]|%2[bB])'],
  ['/', '(?:[/_]|%2[fF])'],
]);

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function anyCase(text: string): string {
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function literalText(text: string): string {
  return [...text].map(literal).join('');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
