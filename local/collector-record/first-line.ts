const LONGEST = 240;

/**
 * How the last line of a failed Collector begins. 0.115 panics on an invalid regular expression, and Go has its own
 * fatal errors.
 */
const FAULT = /^(Error|panic|fatal error): /m;

/** A heading of the Go decoders. The subject is before it, and the problems are in the lines below it. */
const HEADING = /:? *(decoding failed due to the following error\(s\)|unmarshal errors):$/;

/** A prefix that all errors of one kind have. */
const WRAPPERS = [
  /^Error: /,
  /^(invalid configuration|failed to get config)(: |$)/,
  /^cannot (unmarshal|resolve) the configuration(: |$)/,
  /^retrieved value \(type=string\) cannot be used as a Conf: /,
  /^assuming string type since contents are not valid YAML: /,
  /^''( |$)/,
];

/** The output of a Collector before it exited, as one line: the headings of the first error, then the error. */
export function firstFault(stderr: string): string {
  const parts: string[] = [];
  for (const line of stderr.slice(Math.max(stderr.search(FAULT), 0)).split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const part = WRAPPERS.reduce((rest, wrapper) => rest.replace(wrapper, ''), text.replace(HEADING, ''));
    if (part !== '') parts.push(part);
    if (!HEADING.test(text)) break;
  }
  return tidy(parts.join(': '));
}

/** Why a start failed, from a log of JSON lines; `undefined` while the log shows no failure. */
export function startFault(log: string): string | undefined {
  for (const line of log.split('\n')) {
    const entry = failedComponent(line);
    if (entry) return tidy(`${entry.type.toLowerCase()} ${entry.id}: ${entry.error}`);
  }
  return FAULT.test(log) ? firstFault(log) : undefined;
}

export function saysReady(log: string): boolean {
  return log.includes('Everything is ready. Begin running and processing data.');
}

interface FailedComponent {
  /** `Receiver` */
  type: string;
  id: string;
  error: string;
}

function failedComponent(line: string): FailedComponent | undefined {
  if (!line.includes('"Failed to start component"')) return undefined;
  try {
    return JSON.parse(line) as FailedComponent;
  } catch {
    // The last line is not complete yet.
    return undefined;
  }
}

/** Shortens a message and removes parts that differ between runs (a port, a list in the order of a Go map). */
function tidy(message: string): string {
  const plain = message
    .replace(/\b127\.0\.0\.1:\d{4,5}\b/g, '127.0.0.1:PORT')
    .replace(/ \(valid values: \[.*?\]\)/, '')
    .replace(/\s+/g, ' ');
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}
