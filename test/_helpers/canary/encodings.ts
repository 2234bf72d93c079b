export interface EncodedSecret {
  encoding: string;
  text: string;
}

/** A secret in each encoding in which it could reach an output. Comparisons ignore the case. */
export function encodingsOf(secret: string): EncodedSecret[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const forms: [string, string][] = [
    ['as it is', secret],
    ['in JSON', json],
    ['in JSON within JSON', JSON.stringify(json).slice(1, -1)],
    ['in JSON of ASCII', ascii(json)],
    ['in Latin-1 read as UTF-8', bytes.toString('latin1')],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in HTML', html(secret, '&#39;')],
    ['in HTML, with names', html(secret, '&apos;')],
    ['in XML', html(secret, "'").replaceAll('&quot;', '"')],
    ['in single quotes of a shell', secret.replaceAll("'", "'\\''")],
    ['in double quotes of a shell', secret.replace(/["\\`$]/g, '\\$&')],
    ['in single quotes of YAML', secret.replaceAll("'", "''")],
    ['in a properties file', secret.replaceAll('\\', '\\\\')],
    ['in JAAS within a properties file', ascii(json.replaceAll('\\', '\\\\'))],
    ['in hex', bytes.toString('hex')],
    ['as a buffer', [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')],
    ['quoted-printable', quotedPrintable(bytes)],
    ...base64Of(bytes),
  ];
  return forms.map(([encoding, text]) => ({ encoding, text }));
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function html(text: string, apostrophe: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"']/g, (each) => names[each] ?? apostrophe);
}

function quotedPrintable(bytes: Buffer): string {
  return [...bytes]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x3d
        ? `=${byte.toString(16).padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
}

/** As a part of longer bytes, too: without the characters that it shares with its neighbours. */
function base64Of(bytes: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((before): [string, string][] => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [
      [`in base64, ${before} bytes in`, own],
      [`in base64url, ${before} bytes in`, own.replaceAll('+', '-').replaceAll('/', '_')],
    ];
  });
}
