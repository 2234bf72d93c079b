import { parseCollectorImage } from '../../lib/collector/collector-image';
import { SpillwayError } from '../../lib/errors';
import { refusals } from '../../lib/lint';
import type { ConfigProperties } from './properties';

/**
 * Checks that the Collector accepts the template. By now it contains the values that are known only at deployment, such
 * as brokers from MSK.
 *
 * @throws SpillwayError `CONFIG_REFUSED` with the first error: its code, line, and what to change
 */
export function assertAccepted({ template, collector, ignored }: ConfigProperties): void {
  const version = collector === undefined ? undefined : versionOf(collector);
  if (!version) return;
  const found = refusals({ name: 'template', text: template }, version);
  const [first, ...others] = found.filter(({ code }) => !ignored.includes(code));
  if (!first) return;
  const count = others.length;
  const more = count === 0 ? '' : ` There ${count === 1 ? 'is 1 more error' : `are ${count} more errors`}.`;
  throw new SpillwayError(
    'CONFIG_REFUSED',
    `Line ${first.place.line} of the configuration of the processing tier: ${first.code} ${first.message}${more} It was not stored.`,
    'Correct it and deploy again. spillway lint shows all errors.',
  );
}

/** The parsed version; `undefined` for a version whose settings are not known. */
function versionOf(collector: string) {
  try {
    return parseCollectorImage(collector).version;
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
