import { createTelemetry, type Telemetry, type TelemetryOptions } from '../../../lambda/telemetry';

/** What telemetry writes to standard output and error, line by line. */
export function linesWritten(
  spec: TelemetryOptions['spec'],
  write: (telemetry: Telemetry) => void,
): string[] {
  const pieces: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      pieces.push(String(text));
      return true;
    }),
  );
  try {
    write(
      createTelemetry({
        spec,
        nowMs: () => Date.UTC(2026, 0, 15, 12),
        write: (text) => void process.stdout.write(text),
      }),
    );
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return pieces
    .join('')
    .split('\n')
    .filter((line) => line !== '');
}

/** The custom metrics that CloudWatch creates from such lines: one for each name and set of dimensions. */
export function customMetricsIn(lines: readonly string[]): string[] {
  const found = lines.flatMap((line) => {
    const fields = JSON.parse(line);
    const directives: { Dimensions: string[][]; Metrics: { Name: string }[] }[] =
      fields._aws?.CloudWatchMetrics ?? [];
    return directives.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) =>
          [Name, ...names.toSorted().map((name) => `${name}=${fields[name]}`)].join(' '),
        ),
      ),
    );
  });
  return [...new Set(found)];
}
