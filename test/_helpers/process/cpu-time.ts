/**
 * A script for `bash -c`, to be followed by a command. All output of the command goes to standard output, and the
 * processor time that it took goes to standard error. Wall-clock time would depend on other tests that run at the same
 * time.
 */
export const WITH_CPU_TIME = '"$0" "$@" 2>&1; code=$?; times >&2; exit $code';

/** User plus system time of the command and its children, parsed from that standard error. */
export function cpuSeconds(stderr: string): number {
  const [, user, system] = /(\S+) (\S+)\s*$/.exec(stderr) ?? [];
  return seconds(user) + seconds(system);
}

/** Parses a time as bash prints it, for example `0m11.619s`. */
function seconds(text: string | undefined): number {
  const [, minutes, rest] = /^(\d+)m([\d.]+)s$/.exec(text ?? '') ?? [];
  return Number(minutes) * 60 + Number(rest);
}
