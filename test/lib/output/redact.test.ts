import fc from 'fast-check';
import { SpillwayError } from '../../../lib/errors';
import { redacted, redactedError, rememberSecret } from '../../../lib/output/redact';
import { secretPattern } from '../../../lib/output/secret-pattern';

const CANARY = 'Kn4&ry "p\\w/ü+%=\'<s>$1{';
rememberSecret(CANARY);

const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[each] ?? each,
  );

const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify(text),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'in JSON of Python': (text) =>
    JSON.stringify(text).replace(
      /[^\x20-\x7e]/g,
      (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded in lower case': (text) => encodeURIComponent(text).toLowerCase().replace('kn4', 'Kn4'),
  'in a form': (text) => new URLSearchParams({ password: text }).toString(),
  'in HTML': html,
  'in hex': (text) => Buffer.from(text).toString('hex'),
  'in hex, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'as a buffer': (text) => require('node:util').inspect(Buffer.from(text)),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'as the login of SASL PLAIN': (text) => Buffer.from(`\0otel\0${text}`).toString('base64'),
  'as Basic': (text) => `Basic ${Buffer.from(`otel:${text}`).toString('base64')}`,
  'in base64, percent-encoded': (text) => encodeURIComponent(Buffer.from(`x${text}`).toString('base64')),
};

/** What is left of the secret, whichever way a reader decodes the text. */
const readable = (text: string): string[] => [
  text,
  ...[...text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)].map(([run]) => Buffer.from(run, 'base64').toString()),
];

describe('redacted', () => {
  it.each(Object.entries(ENCODINGS))('removes a known secret %s', (_name, encode) => {
    const text = redacted(`Authentication failed: ${encode(CANARY)} is not the password`);

    expect(text).toContain('***');
    expect(text).toMatch(/^Authentication failed: .*is not the password$/);
    for (const each of readable(text)) expect(each).not.toMatch(/Kn4|p\\?w/);
  });

  it('removes any secret in any of these encodings', () => {
    const secret = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 12 });
    const encodings = Object.entries(ENCODINGS).filter(([name]) => name !== 'percent-encoded in lower case');
    fc.assert(
      fc.property(secret, fc.constantFrom(...encodings), (text, [, encode]) => {
        // Node shows no more of a buffer.
        fc.pre(Buffer.byteLength(text) <= 50);
        const encoded = encode(text);
        expect(`<${encoded}>`.replace(new RegExp(secretPattern(text), 'gu'), '***')).not.toContain(encoded);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['https://user:hunter2@proxy:3128 refused', 'https://***@proxy:3128 refused'],
    ['Authorization: Bearer abc123def456ghi', 'Authorization: Bearer ***'],
    ['authorization: basic dXNlcjpwYXNz=', 'authorization: basic ***'],
  ])('removes what is a secret by its form: %s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  it.each([
    'Basic authentication is off',
    'https://kafka:9092/a@b',
    'SCRAM-SHA-256 as otel',
    'us/er@example.com',
  ])('leaves other text: %s', (text) => {
    expect(redacted(text)).toBe(text);
  });

  it('replaces a short secret only where it stands alone', () => {
    rememberSecret('x1');

    expect(redacted('x1 max10 (x1)')).toBe('*** max10 (***)');
  });

  it('forgets rotated secrets, but none that is still in use', () => {
    rememberSecret('still-in-use');
    for (let index = 0; index < 60; index += 1) {
      rememberSecret(`token-${index}-of-a-login`);
      rememberSecret('still-in-use');
    }

    expect(redacted('still-in-use token-59-of-a-login token-1-of-a-login')).toBe(
      '*** *** token-1-of-a-login',
    );
    rememberSecret(CANARY);
  });

  it('takes twice the time for twice the text', () => {
    const measured = (length: number) => {
      const text = `${'\\'.repeat(length)}${'A'.repeat(length)}://${'%25'.repeat(length)}`;
      const before = performance.now();
      redacted(text);
      return performance.now() - before;
    };
    measured(1_000);
    expect(measured(40_000)).toBeLessThan(20 * Math.max(1, measured(10_000)));
  });
});

describe('redactedError', () => {
  it('has no secret in its name, message, code, stack or causes, and no other properties', () => {
    const deepest = Object.assign(new Error(`denied: ${CANARY}`), { code: 'EAUTH' });
    const sdk = Object.assign(new Error('failed', { cause: deepest }), {
      name: 'UnauthorizedException',
      $response: { headers: { authorization: CANARY } },
    });

    const copy = redactedError(sdk);

    expect(copy).toMatchObject({ name: 'UnauthorizedException', message: 'failed' });
    expect(copy.cause).toMatchObject({ message: 'denied: ***', code: 'EAUTH' });
    expect(copy).not.toHaveProperty('$response');
    expect(require('node:util').inspect(copy, { depth: 9, showHidden: true })).not.toContain('Kn4');
  });

  it('ends where causes form a circle', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });

    expect(redactedError(one).message).toBe('one');
  });
});

describe('a SpillwayError', () => {
  it('contains no secret, neither in its own texts nor in its cause', () => {
    const cause = new Error(`refused ${CANARY}`);

    const error = new SpillwayError('KAFKA_AUTH_FAILED', `The broker said ${CANARY}.`, `Not ${CANARY}.`, {
      cause,
    });

    const shown = require('node:util').inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain('Kn4');
    expect(error).toMatchObject({
      message: 'The broker said ***.',
      hint: 'Not ***.',
      cause: { message: 'refused ***' },
    });
  });

  it('is one line per line that it is made of, whatever text from outside contains', () => {
    const error = new SpillwayError('SPEC_INVALID', ['2 findings:', 'a\n::error::b', 'c'], 'Look\rthere.');

    expect(error.message).toBe('2 findings:\na\u{fffd}::error::b\nc');
    expect(error.hint).toBe('Look\u{fffd}there.');
  });
});
