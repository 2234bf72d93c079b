import { execFile } from 'node:child_process';

const CONFIG_VARIABLE = 'SPILLWAY_COLLECTOR_CONFIG';
const TIMEOUT_MS = 60_000;

export type Validation = { kind: 'valid' } | { kind: 'refused'; message: string };

/**
 * Checks with the Collector itself (`otelcol validate`) whether it accepts a configuration. The text is passed in the
 * environment, as on ECS. The Collector makes no connection.
 *
 * @param env values of `${env:NAME}` in the text; a password must not be empty
 */
export async function validateConfig(
  bin: string,
  text: string,
  env: Record<string, string>,
): Promise<Validation> {
  return new Promise((resolve) => {
    execFile(
      bin,
      ['validate', `--config=env:${CONFIG_VARIABLE}`],
      { env: { ...env, [CONFIG_VARIABLE]: text }, timeout: TIMEOUT_MS },
      (error, _stdout, stderr) => {
        if (!error) resolve({ kind: 'valid' });
        else resolve({ kind: 'refused', message: stderr.trim() || error.message });
      },
    );
  });
}
