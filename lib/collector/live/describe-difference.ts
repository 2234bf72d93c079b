import type { LiveDifference } from './live-difference';

/**
 * Describes a difference in one sentence, with the setting, its place, and both values.
 *
 * @example 'The receiver kafka reads in the group orders (line 5); the spec says checkout-processing.'
 */
export function describeDifference(difference: LiveDifference): string {
  const { receiver, line } = difference;
  return `The receiver ${receiver} ${liveText(difference)} (line ${line}); the spec says ${specText(difference)}.`;
}

function liveText({ what, live }: LiveDifference): string {
  switch (what) {
    case 'brokers':
      return `connects to ${live}`;
    case 'group':
      return `reads in the group ${live}`;
    case 'topics':
      return `reads ${live}`;
    case 'protocol_version':
      return `has the protocol_version ${live}`;
    case 'auth':
      return live === 'none' ? 'does not log in' : `logs in with ${live}`;
    case 'tls':
      return live === 'on' ? 'connects with TLS' : 'connects without TLS';
    case 'client_id':
      return `has the client_id ${live}`;
  }
}

function specText({ what, spec }: LiveDifference): string {
  switch (what) {
    case 'auth':
      return spec === 'none' ? 'no login' : spec;
    case 'tls':
      return spec === 'on' ? 'TLS' : 'no TLS';
    default:
      return spec;
  }
}
