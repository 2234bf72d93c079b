import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judge } from '../../../local/collector-record/judge';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-judged-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A Collector as a script: what it does at `validate`, and what when it starts. */
async function collector({ validate = 'exit 0', start = 'exit 1' }): Promise<string> {
  const bin = path.join(folder, 'otelcol');
  const script = `#!/bin/sh\nPATH=/usr/bin:/bin\nif [ "$1" = validate ]; then ${validate}; fi\n${start}\n`;
  await writeFile(bin, script);
  await chmod(bin, 0o755);
  return bin;
}

const says = (line: object) => `echo '${JSON.stringify(line)}' >&2`;
const failed = (error: string) =>
  says({ msg: 'Failed to start component', type: 'Receiver', id: 'kafka', error });

describe('judge', () => {
  it('does not start what validate refuses', async () => {
    const bin = await collector({ validate: "echo 'Error: no receiver' >&2; exit 1", start: 'exit 0' });

    expect(await judge(bin, 'a: b', {})).toEqual({ verdict: 'refused-at-validate', message: 'no receiver' });
  });

  it('accepts a Collector that reports that it is ready, and stops it', async () => {
    const pidFile = path.join(folder, 'pid');
    const ready = says({ msg: 'Everything is ready. Begin running and processing data.' });
    const bin = await collector({ start: `echo $$ > "$PIDFILE"; ${ready}; exec sleep 600` });

    expect(await judge(bin, 'a: b', { PIDFILE: pidFile })).toEqual({ verdict: 'accepted' });

    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('uses the error of a component that failed, even if the process never exits', async () => {
    const bin = await collector({ start: `${failed('no such file')}; exec sleep 600` });

    expect(await judge(bin, 'a: b', {})).toEqual({
      verdict: 'refused-at-start',
      message: 'receiver kafka: no such file',
    });
  });

  it.each([
    ['ends over it', failed('kafka: client has run out of available brokers to talk to')],
    ['waits', `${says({ msg: 'Error', error: 'client has run out of available brokers' })}; exec sleep 600`],
  ])('accepts a configuration that only lacks a broker, whether the Collector %s', async (_case, start) => {
    expect(await judge(await collector({ start }), 'a: b', {})).toEqual({ verdict: 'accepted' });
  });

  it('does not treat silence as acceptance', async () => {
    expect(await judge(await collector({ start: 'exit 2' }), 'a: b', {})).toEqual({
      verdict: 'refused-at-start',
      message: 'ended without a word',
    });
  });

  it('blames the machine, not the configuration, for a port in use', async () => {
    const bin = await collector({ start: failed('listen tcp 127.0.0.1:4317: bind: address already in use') });

    await expect(judge(bin, 'a: b', {})).rejects.toHaveProperty('code', 'CORPUS_PORT_TAKEN');
  });

  it('passes text and variables in the environment, and nothing of its own', async () => {
    const bin = await collector({
      validate: 'echo "Error: $SPILLWAY_COLLECTOR_CONFIG|$NAME|${HOME-none}" >&2; exit 1',
    });

    const judgement = await judge(bin, 'a: b', { NAME: 'value' });

    expect(judgement).toEqual({ verdict: 'refused-at-validate', message: 'a: b|value|none' });
  });
});
