/** One line of a Collector's log, reduced to its level, message and error. */
export interface LogLine {
  level: string;
  text: string;
}

const LINE = /^\S+Z\t(\w+)\t(.*?)\t(\{.*\})$/;
const RANK = ['error', 'warn', 'info'];

/** The lines with an error or a reason, without stack traces. */
export function readCollectorLog(log: string): LogLine[] {
  return log.split('\n').flatMap((line) => {
    const [, level = '', head = '', fields = ''] = LINE.exec(line) ?? [];
    const why = fields === '' ? undefined : reasonIn(fields);
    const says = head.split('\t').at(-1) ?? '';
    return why === undefined ? [] : [{ level, text: `${says}: ${why}` }];
  });
}

/** The most severe line that matches; if there are several, the first. This is what a reader of the log would notice. */
export function gravest(lines: readonly LogLine[], wanted: RegExp): LogLine | undefined {
  const matching = lines.filter(({ text }) => wanted.test(text));
  return RANK.flatMap((level) => matching.filter((line) => line.level === level))[0];
}

/** Replaces what differs between runs: ports, times, addresses of name servers. */
export function masked(text: string): string {
  return text
    .replace(/ on \d+\.\d+\.\d+\.\d+:53/g, '')
    .replace(/(127\.0\.0\.1):\d+/g, '$1:<port>')
    .replace(/current time \S+ is after \S+/g, 'current time … is after …')
    .replace(/valid until \S+/g, 'valid until …')
    .replace(/in \d+\.\d s/g, 'in 5.0 s')
    .replaceAll('<stdin>', 'processing.yaml');
}

function reasonIn(fields: string): string | undefined {
  try {
    const { err, error, why } = JSON.parse(fields) as Record<string, unknown>;
    const reason = err ?? error ?? why;
    return typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}
