import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export interface ExplorerRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * `npm run verify`, bundled once into a temporary directory, because the same code is many times slower inside Jest's
 * sandbox.
 */
export class Explorer {
  private readonly directory = mkdtempSync(join(tmpdir(), 'spillway-verify-'));

  /** @param main the program to run; another program may use the explorer's parts */
  constructor(main = 'verify/main.ts') {
    buildSync({
      entryPoints: [main, 'verify/worker.ts'],
      outdir: this.directory,
      entryNames: '[name]',
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
    this.script = join(this.directory, main.replace(/^.*\//, '').replace(/\.ts$/, '.js'));
  }

  private readonly script: string;

  run(...args: string[]): Promise<ExplorerRun> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [this.script, ...args], (error, stdout, stderr) => {
        const exitCode = error ? error.code : 0;
        if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
        else reject(error);
      });
    });
  }

  close(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** Where the explorer looks first; without it, everywhere. */
export function hint(pass?: string, start?: string): string[] {
  return pass === undefined || start === undefined ? [] : ['--pass', pass, '--start', start];
}

export function lastLine(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
