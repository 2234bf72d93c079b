/**
 * For `bash -c`, with a command after it. Standard output is all that the command prints, standard error the
 * processor time that it took: wall-clock time depends on other tests that run at the same time.
 */
export const WITH_CPU_TIME = '"$0" "$@" 2>&1; code=$?; times >&2; exit $code';

/** User and system time of the command and its children, from that standard error. */
export function cpuSeconds(stderr: string): number {
  const [, user, system] = /(\S+) (\S+)\s*$/.exec(stderr) ?? [];
  return seconds(user) + seconds(system);
}

/** `0m11.619s`, as bash has it. */
function seconds(text: string | undefined): number {
  const [, minutes, rest] = /^(\d+)m([\d.]+)s$/.exec(text ?? '') ?? [];
  return Number(minutes) * 60 + Number(rest);
}
