import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

const VERSIONS = ['1.0', '1.1', '1.2', '1.3'];
const CURVES = ['P256', 'P384', 'P521', 'X25519', 'X25519MLKEM768'];
/** At v0.145, `validate` checks that certificate and key come together. At v0.115 only the start does. */
const PAIRS_VALIDATED_SINCE = 116;

/** configtls.ClientConfig. */
export function* clientTls(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  yield* commonTls(settings, context);
  // For plaintext without a CA, nothing is loaded.
  const plaintext = settings.flag(['insecure'], false) === true && !hasCa(settings);
  if (!plaintext) yield* loading(settings, context);
}

/** configtls.ServerConfig. */
export function* serverTls(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  yield* commonTls(settings, context);
  if (context.minor >= PAIRS_VALIDATED_SINCE && !hasPart(settings, 'cert') && !hasPart(settings, 'key')) {
    yield {
      path: [],
      message: 'has no certificate and no key, but a server needs both',
      advice: 'Set cert_file and key_file, or remove tls to serve plaintext.',
    };
  }
  yield* loading(settings, context);
  yield* missingFile(settings, context, 'client_ca_file');
}

function* commonTls(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  if (filled(settings, 'ca_file') && filled(settings, 'ca_pem')) {
    yield {
      path: ['ca_pem'],
      message: 'cannot be combined with ca_file',
    };
  }
  const since = context.minor >= PAIRS_VALIDATED_SINCE ? {} : { refusal: 'start' as const };
  for (const part of ['cert', 'key'] as const) {
    if (filled(settings, `${part}_file`) && filled(settings, `${part}_pem`)) {
      yield {
        path: [`${part}_pem`],
        message: `cannot be combined with ${part}_file`,
        ...since,
      };
    }
  }
  const [certificate, key] = [hasPart(settings, 'cert'), hasPart(settings, 'key')];
  if (certificate !== key && !unknown(settings)) {
    yield {
      path: [],
      message: certificate ? 'has a certificate but no key' : 'has a key but no certificate',
      ...since,
    };
  }
  const minimum = settings.text(['min_version'], '');
  const maximum = settings.text(['max_version'], '');
  for (const [name, version] of [
    ['min_version', minimum],
    ['max_version', maximum],
  ] as const) {
    if (version && !VERSIONS.includes(version)) {
      yield {
        path: [name],
        message: `is "${version}", which is not a TLS version`,
        advice: 'Write "1.2" or "1.3".',
      };
    }
  }
  if (minimum !== undefined && maximum && VERSIONS.indexOf(maximum) < VERSIONS.indexOf(minimum || '1.2')) {
    yield {
      path: ['max_version'],
      message: `is "${maximum}", which is below min_version (${minimum || '1.2 by default'})`,
    };
  }
}

/** Problems with files and names that are loaded when the component starts. */
function* loading(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const name of ['ca_file', 'cert_file', 'key_file']) yield* missingFile(settings, context, name);
  for (const name of ['ca_pem', 'cert_pem', 'key_pem']) {
    const pem = settings.text([name], '');
    if (pem && !pem.includes('-----BEGIN ')) {
      yield { path: [name], message: 'must be PEM text', refusal: 'start' };
    }
  }
  const insecureCiphers = settings.flag(['include_insecure_cipher_suites'], false) !== false;
  for (const [index, name] of (settings.texts(['cipher_suites'], []) ?? []).entries()) {
    if (!SECURE.has(name) && !(insecureCiphers && INSECURE.has(name))) {
      yield {
        path: ['cipher_suites', index],
        message: `is "${name}", which is not a cipher suite of Go`,
        refusal: 'start',
      };
    }
  }
  for (const [index, name] of (settings.texts(['curve_preferences'], []) ?? []).entries()) {
    if (!CURVES.includes(name)) {
      yield {
        path: ['curve_preferences', index],
        message: `is "${name}", but must be one of ${CURVES.join(', ')}`,
        refusal: 'start',
      };
    }
  }
}

function* missingFile(
  settings: SettingsReader,
  { options }: RuleContext,
  name: string,
): Generator<Complaint> {
  const file = settings.text([name], '');
  if (file && options.isMissingFile?.(file)) {
    yield { path: [name], message: `names the file ${file}, which does not exist`, refusal: 'start' };
  }
}

function hasCa(settings: SettingsReader): boolean {
  return filled(settings, 'ca_file') || filled(settings, 'ca_pem');
}

function hasPart(settings: SettingsReader, part: 'cert' | 'key'): boolean {
  return filled(settings, `${part}_file`) || filled(settings, `${part}_pem`);
}

/** Whether there is a non-empty string, or a value that is known only when the Collector runs. */
function filled(settings: SettingsReader, name: string): boolean {
  return settings.has(name) && settings.text([name], '') !== '';
}

function unknown(settings: SettingsReader): boolean {
  return ['cert_file', 'cert_pem', 'key_file', 'key_pem'].some(
    (name) => settings.text([name], '') === undefined,
  );
}

/** Go's cipher suites, followed by those that it also offers with include_insecure_cipher_suites. */
const SECURE = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  ...['ECDSA', 'RSA'].flatMap((key) =>
    [
      'AES_128_CBC_SHA',
      'AES_256_CBC_SHA',
      'AES_128_GCM_SHA256',
      'AES_256_GCM_SHA384',
      'CHACHA20_POLY1305_SHA256',
    ].map((cipher) => `TLS_ECDHE_${key}_WITH_${cipher}`),
  ),
]);
const INSECURE = new Set([
  ...['RC4_128_SHA', '3DES_EDE_CBC_SHA', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA256'].map(
    (cipher) => `TLS_RSA_WITH_${cipher}`,
  ),
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
]);
