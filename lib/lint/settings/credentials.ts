import { isPlaceholder, isStandIn } from '../../collector/config/placeholder';

/** `user:password@` in an address. */
const URL_LOGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i;

/** The same without a scheme, in a setting whose value is an address. */
const BARE_LOGIN = /^[^/\s:@]+:([^/\s@]+)@[^/\s@]+$/;
const ADDRESS_KEY = /(endpoint|url|uri|address|dsn|brokers?|servers?|hosts?)$/;

/** A secret in the parameters of an address. */
const URL_PARAMETER =
  /^[a-z][a-z0-9+.-]*:\/\/\S*[?&](?:api[_-]?key|apikey|key|token|access[_-]?token|auth|password|passwd|secret|sig|signature)=([^&\s#]+)/i;

/** Schemes of the Authorization header. A phrase such as "Basic authentication" is not a credential. */
const BEARER = /^(?:bearer|api-token|apikey|splunk)\s+([A-Za-z0-9._~+/=-]{6,})$/i;
const BASIC = /^basic\s+([A-Za-z0-9+/]{8,}={0,2})$/i;

/** Tokens with an unmistakable form: AWS, GitHub, Slack, Dynatrace, Grafana, New Relic, JWT, a private key. */
const KNOWN_TOKENS = [
  /^AKIA[0-9A-Z]{16}$/,
  /^gh[pousr]_[A-Za-z0-9]{30,}$/,
  /^xox[abprs]-[A-Za-z0-9-]{10,}$/,
  /^dt0[a-z]\d{2}\.[A-Z0-9]{8,}\.[A-Z0-9]{16,}$/,
  /^gl(?:c|sa)_[A-Za-z0-9_=+/-]{20,}$/,
  /^NRAK-[A-Z0-9]{20,}$/,
  /^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** Whether the address contains a password or token. */
export function hasLogin(text: string, key: string): boolean {
  const bare = ADDRESS_KEY.test(key.toLowerCase()) ? BARE_LOGIN.exec(text) : null;
  const [, secret] = URL_LOGIN.exec(text) ?? bare ?? URL_PARAMETER.exec(text) ?? [];
  return secret !== undefined && !isPlaceholder(secret) && !isStandIn(secret);
}

/** Whether the form of the text shows that it is a credential, whatever the setting is named. */
export function isCredential(text: string): boolean {
  const value = text.trim();
  if (isStandIn(value) || isStandIn(value.replace(/^\S+\s+/, '')) || isPlaceholder(value)) return false;
  const [, token] = BEARER.exec(value) ?? [];
  if (token !== undefined) return /\d/.test(token) || token.length >= 20;
  const [, login] = BASIC.exec(value) ?? [];
  if (login !== undefined) return Buffer.from(login, 'base64').toString('latin1').includes(':');
  return KNOWN_TOKENS.some((pattern) => pattern.test(value));
}
