/** The units of Go's `time.ParseDuration`, in nanoseconds. */
const UNIT_NS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const DURATION = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** The nanoseconds in a duration as Go parses it: `1h30m`, `-1.5s`, `0`; `undefined` for anything else. */
export function parseGoDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const sum = [...text.matchAll(PART)].reduce(
    (total, [, amount, unit = '']) => total + Number(amount) * (UNIT_NS[unit] ?? 0),
    0,
  );
  return text.startsWith('-') ? -sum : sum;
}
