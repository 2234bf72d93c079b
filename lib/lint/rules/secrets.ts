import { type ConfigPath, isRecord } from '../../collector/config/config-document';
import { isPlaceholder, isStandIn } from '../../collector/config/placeholder';
import { reading } from '../examples';
import { defineRule } from '../rule';
import { hasLogin, isCredential } from '../settings/credentials';

/** Keys whose value is a secret in every component that has such a key. */
const SECRET_KEY =
  /^(password|passwd|client_secret|secret|secret_key|secret_access_key|shared_key|api_?key|apikey|access_token|auth_token|token|key_pem|application_key|license_key|account_key|connection_string)$/;

/** Keys whose value is a list of secrets. */
const SECRET_LIST_KEY = /^(tokens|passwords|api_?keys)$/;

/** Headers that carry a secret. */
const SECRET_HEADER =
  /(^|-)(authorization|api-?key|apikey|token|secret|password|credentials?|cookie|dsn|team|x-sf-token|(license|access|account|auth|ingest|ingestion|insert|private|write)-key)$/;

/** How a header says what kind of credentials follow: `Bearer`, `Basic`, `Api-Token`. */
const SCHEME = /^[A-Za-z][A-Za-z-]*\s+/;

export const secretInClear = defineRule({
  code: 'SECRET_IN_CLEAR',
  severity: 'error',
  title: 'secret in plain text',
  explanation:
    'The configuration contains a secret in plain text. Everyone who can read the repository or the SSM parameter, or their history, can read the secret. Spillway never prints it.',
  whatToDo:
    'Pass the secret to the container from Secrets Manager and write `${env:NAME}` in its place. Then rotate the secret, because it has been exposed.',
  source: 'https://opentelemetry.io/docs/security/config-best-practices/',
  examples: {
    bad: reading({
      others: 'otlp_http:\n  endpoint: https://backend:4318\n  headers: {authorization: Bearer 4f6e8a}',
    }),
    good: reading({
      others:
        'otlp_http:\n  endpoint: https://backend:4318\n  headers: {authorization: "Bearer ${env:BACKEND_TOKEN}"}',
    }),
  },
  *check(context) {
    for (const file of context.files) {
      for (const { kind, id, settings, path } of file.components) {
        for (const { path: found, what } of secretsIn(settings, path)) {
          yield {
            file,
            path: found,
            message: `${what} of the ${kind} ${id} is in plain text. Pass it to the container as a secret, write \${env:NAME} here, and rotate it.`,
          };
        }
      }
    }
  },
});

/** The secrets in plain text below a value, each with its path and a noun for messages. */
export function* secretsIn(value: unknown, path: ConfigPath): Generator<{ path: ConfigPath; what: string }> {
  if (Array.isArray(value)) {
    // Headers can also be a list of names and values.
    for (const [index, item] of value.entries()) {
      const name = isRecord(item) ? (item.name ?? item.key) : undefined;
      const isHeader = path.at(-1) === 'headers' && typeof name === 'string' && isSecretHeader(name);
      if (isHeader && isRecord(item) && isLiteral(item.value)) {
        yield { path: [...path, index, 'value'], what: `The header ${name}` };
      } else if (isLiteral(item) && SECRET_LIST_KEY.test(String(path.at(-1)))) {
        yield { path: [...path, index], what: `One of ${String(path.at(-1))}` };
      } else if (isSecretText(item, path.at(-1))) {
        yield { path: [...path, index], what: `A credential in ${String(path.at(-1))}` };
      } else yield* secretsIn(item, [...path, index]);
    }
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, each] of Object.entries(value)) {
    const at = [...path, key];
    if (isLiteral(each) && SECRET_KEY.test(key.toLowerCase())) yield { path: at, what: key };
    else if (isLiteral(each) && path.at(-1) === 'headers' && isSecretHeader(key)) {
      yield { path: at, what: `The header ${key}` };
    } else if (isLiteral(each) && path.at(-1) === 'htpasswd' && key === 'inline') {
      yield { path: at, what: 'htpasswd.inline' };
    } else if (typeof each === 'string' && hasLogin(each, key)) {
      yield { path: at, what: `A password in ${key}` };
    } else if (isSecretText(each, key)) yield { path: at, what: `A credential in ${key}` };
    else yield* secretsIn(each, at);
  }
}

function isLiteral(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'string' || value.trim() === '') return false;
  return !isStandIn(value) && !isStandIn(value.replace(SCHEME, '')) && !isPlaceholder(value);
}

function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name.toLowerCase().replaceAll('_', '-'));
}

function isSecretText(value: unknown, key: string | number | undefined): boolean {
  return typeof value === 'string' && (hasLogin(value, String(key)) || isCredential(value));
}
