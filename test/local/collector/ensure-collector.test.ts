import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureCollector } from '../../../local/collector/ensure-collector';
import type { BuildableVersion } from '../../../local/collector/manifest';
import { waitUntil } from '../../../local/process/wait-until';

let folder: string;
let cacheDir: string;
let calls: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-ensure-'));
  cacheDir = path.join(folder, 'cache');
  calls = path.join(folder, 'calls');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A `go` that notes its calls; what it installs is a builder that runs `compile`. */
async function fakeGo(compile: string, version = 'go1.26.1'): Promise<NodeJS.ProcessEnv> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh
if [ "$1" = env ]; then echo ${version}; exit 0; fi
echo "go $*" >> "${calls}"
cat > "$GOBIN/builder" <<'BUILDER'
#!/bin/sh
echo "builder $*" >> "${calls}"
mkdir -p out
${compile}
BUILDER
chmod +x "$GOBIN/builder"
`;
  await writeFile(path.join(bin, 'go'), script);
  await chmod(path.join(bin, 'go'), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const COMPILES = "printf '#!/bin/sh\\necho otelcol version 0.160.0\\n' > out/otelcol; chmod +x out/otelcol";

function ensure(
  env: NodeJS.ProcessEnv,
  more: { signal?: AbortSignal; otelcolBin?: string; version?: BuildableVersion } = {},
) {
  const lines: string[] = [];
  const result = ensureCollector({
    cacheDir,
    version: '0.160.0',
    progress: (line) => lines.push(line),
    env,
    ...more,
  });
  return { result, lines };
}

async function leftovers(): Promise<string[]> {
  return (await readdir(cacheDir)).filter((name) => name.endsWith('.lock') || name.includes('.building-'));
}

describe('ensureCollector', () => {
  it('builds once and uses the cached binary from then on', async () => {
    // Prepare
    const env = await fakeGo(COMPILES);

    // Act
    const first = await ensure(env).result;
    const second = await ensure({ PATH: '' }).result;

    // Assess
    expect(second).toBe(first);
    expect(spawnSync(first, ['--version'], { encoding: 'utf8' }).stdout).toContain('0.160.0');
    expect((await readFile(calls, 'utf8')).trim().split('\n')).toEqual([
      'go install go.opentelemetry.io/collector/cmd/builder@v0.160.0',
      'builder --config=manifest.yaml',
    ]);
    expect(await leftovers()).toEqual([]);
  });

  it('lets one of two runs build while the other waits', async () => {
    const env = await fakeGo(
      `while [ ! -e "${path.join(folder, 'go-on')}" ]; do sleep 0.1; done\n${COMPILES}`,
    );

    const one = ensure(env);
    await waitUntil('the first builder', () => existsSync(calls), { timeoutMs: 10_000 });
    const other = ensure(env);
    await waitUntil('the second to wait', () => other.lines.length > 0, { timeoutMs: 10_000 });
    await writeFile(path.join(folder, 'go-on'), '');

    expect(await one.result).toBe(await other.result);
    expect(other.lines).toEqual([`Waiting for process ${process.pid}, which is building the Collector.`]);
    expect((await readFile(calls, 'utf8')).match(/builder --config/g)).toHaveLength(1);
    expect(await leftovers()).toEqual([]);
  });

  it('stops the compiler and leaves neither lock nor partial folder when aborted', async () => {
    const env = await fakeGo(`echo $$ > "${path.join(folder, 'pid')}"; exec sleep 600`);
    const abort = new AbortController();

    const { result } = ensure(env, { signal: abort.signal });
    const written = async () =>
      (await readFile(path.join(folder, 'pid'), 'utf8').catch(() => '')) || undefined;
    const pid = Number(await waitUntil('the compiler', written, { timeoutMs: 10_000 }));
    abort.abort();

    await expect(result).rejects.toHaveProperty('name', 'AbortError');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await leftovers()).toEqual([]);
  });

  it('reports how the build ended, and the next run may retry', async () => {
    const broken = await fakeGo('echo "cannot find module kafkaexporter"; exit 3');

    await expect(ensure(broken).result).rejects.toMatchObject({
      code: 'COLLECTOR_BUILD_FAILED',
      message: expect.stringMatching(/exited with 3 while compiling:\n.*cannot find module kafkaexporter/s),
    });
    expect(await leftovers()).toEqual([]);
    await expect(ensure(await fakeGo(COMPILES)).result).resolves.toContain('otelcol');
  });

  it('takes over the lock and removes the partial build of a run that was killed', async () => {
    // Prepare: find the names by a build, then undo it.
    const env = await fakeGo(COMPILES);
    const target = path.dirname(await ensure(env).result);
    await rm(target, { recursive: true });
    const { pid: gone } = spawnSync('true');
    await writeFile(`${target}.lock`, `${gone} x\n`);
    await mkdir(`${target}.building-abc`);

    // Act
    const { result, lines } = ensure(env);

    // Assess
    await expect(result).resolves.toContain(target);
    expect(lines[0]).toMatch(/^Building the Collector/);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['none', undefined, 'GO_MISSING', 'no go command on the PATH'],
    ['one too old', 'go1.25.3', 'GO_TOO_OLD', 'the Go on the PATH is 1.25.3'],
  ])('says what to install or to set if Go is %s', async (_case, version, code, message) => {
    const env = version ? await fakeGo(COMPILES, version) : { PATH: folder };

    await expect(ensure(env).result).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/Install Go 1\.26 or later.*or set OTELCOL_BIN/),
    });
  });

  it('builds an older version next to the newest, with an older Go if needed', async () => {
    const env = await fakeGo(COMPILES, 'go1.25.3');

    const older = await ensure(env, { version: '0.115.0' }).result;

    expect(path.basename(path.dirname(older))).toMatch(/^otelcol-0\.115\.0-[0-9a-f]{12}$/);
    expect(await readFile(calls, 'utf8')).toContain('cmd/builder@v0.115.0');
  });

  it("uses the user's own binary without building, and reports if it is another version", async () => {
    const own = path.join(folder, 'own');
    await writeFile(own, '#!/bin/sh\necho otelcol version 0.158.0\n');
    await chmod(own, 0o755);

    const { result, lines } = ensure({ PATH: '' }, { otelcolBin: own });

    await expect(result).resolves.toBe(own);
    expect(lines).toEqual([
      'OTELCOL_BIN is "otelcol version 0.158.0". The configurations are written for 0.160.0.',
    ]);
  });

  it('rejects an OTELCOL_BIN that does not run', async () => {
    const { result } = ensure({ PATH: '' }, { otelcolBin: path.join(folder, 'absent') });

    await expect(result).rejects.toMatchObject({ code: 'OTELCOL_BIN_UNUSABLE' });
  });
});
