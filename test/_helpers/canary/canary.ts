import { encodingsOf } from './encodings';

/**
 * A password that tests give wherever one can be given. Its characters are those on which an encoding stumbles. It has no
 * comma and no `$`, which Kafka's tools and the Collector's configuration read as something else.
 */
export const CANARY = 'Kn4ry"p\'w%2F&+/\\ü<7>';

/** A password that AWS's clients send in headers, so of ASCII alone. */
export const CANARY_TOKEN = 'Tk9ry"p\'w%2F&+/\\<7>==';

export interface Found {
  /** Where it was found: the name of a file or an output. */
  where: string;
  canary: string;
  encoding: string;
  /** The text around it. */
  text: string;
}

const FORMS = [CANARY, CANARY_TOKEN].flatMap((canary) =>
  encodingsOf(canary).map(({ encoding, text }) => ({ canary, encoding, text })),
);

/** Where a canary stands in the text, in whatever encoding. */
export function canariesIn(where: string, text: string): Found[] {
  const lower = text.toLowerCase();
  return FORMS.flatMap(({ canary, encoding, text: form }) => {
    const at = lower.indexOf(form.toLowerCase());
    return at < 0 ? [] : [{ where, canary, encoding, text: text.slice(Math.max(0, at - 60), at + 120) }];
  });
}
