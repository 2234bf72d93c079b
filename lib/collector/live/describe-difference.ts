import type { LiveDifference } from './live-difference';

/**
 * A difference as one sentence: what differs, where, and both values.
 *
 * @example 'The receiver kafka reads as the group orders (line 5); the spec says checkout-processing.'
 */
export function describeDifference(difference: LiveDifference): string {
  const { receiver, line, spec } = difference;
  return `The receiver ${receiver} ${does(difference)} (line ${line}); the spec says ${wanted(difference, spec)}.`;
}

function does({ what, live }: LiveDifference): string {
  switch (what) {
    case 'brokers':
      return `connects to ${live}`;
    case 'group':
      return `reads as the group ${live}`;
    case 'topics':
      return `reads ${live}`;
    case 'protocol_version':
      return `has the protocol_version ${live}`;
    case 'auth':
      return live === 'none' ? 'does not log in' : `logs in by ${live}`;
    case 'tls':
      return live === 'on' ? 'connects with TLS' : 'connects without TLS';
    case 'client_id':
      return `has the client_id ${live}`;
  }
}

function wanted({ what }: LiveDifference, spec: string): string {
  switch (what) {
    case 'auth':
      return spec === 'none' ? 'no login' : spec;
    case 'tls':
      return spec === 'on' ? 'with TLS' : 'without TLS';
    default:
      return spec;
  }
}
