import { runCli } from '../../../lib/cli/run-cli';
import type { ExplainedFinding } from '../../../lib/doctor/finding';
import { testCli } from '../cli/context';

export interface DoctorAnswer {
  exitCode: number;
  findings: ExplainedFinding[];
  faults: string[];
  /** The text output, 80 columns wide. */
  text: string;
}

export interface DoctorQuestion {
  /** A Collector configuration for standard input. */
  config?: string;
  env?: Record<string, string>;
  /** Additional arguments. */
  args?: string[];
}

/** Runs `spillway doctor` in this process, once with JSON output and once with text. */
export async function askDoctor({ config, env = {}, args = [] }: DoctorQuestion): Promise<DoctorAnswer> {
  const asked = async (more: string[]) => {
    const { context, out, err } = testCli([]);
    const exitCode = await runCli(['doctor', ...(config === undefined ? [] : ['-']), ...args, ...more], {
      ...context,
      ...{ env, readStdin: async () => config ?? '', nowMs: () => Date.now() },
      stdout: { ...context.stdout, columns: 80 },
    });
    // On a slow machine it may also print that it is waiting.
    const errors = err().replaceAll(/^waiting: .*\n/gm, '');
    if (errors !== '') throw new Error(errors);
    return { exitCode, out: out() };
  };
  const [json, text] = [await asked(['--json']), await asked([])];
  const sections: { findings: ExplainedFinding[] }[] = JSON.parse(json.out).sections;
  const findings = sections.flatMap((section) => section.findings);
  return {
    exitCode: json.exitCode,
    findings,
    faults: findings.flatMap(({ status, code }) => (status === 'fault' && code ? [code] : [])),
    text: text.out,
  };
}
