import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { javaMajor } from '../../../local/kafka/java-tools';
import { ensureKafkaHome, KAFKA_VERSION } from '../../../local/kafka/kafka-home';
import { waitUntil } from '../../../local/process/wait-until';

/** Stand-ins for java and mvn: what is checked here is what is done with them. */
const JAVA_17 = 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2';
const JAVA_11 = 'echo \'openjdk version "11.0.2" 2019-01-15\' >&2';
const MAVEN_FETCHES = `
for argument in "$@"; do case "$argument" in -DoutputDirectory=*) libs="\${argument#*=}";; esac; done
[ -z "$libs" ] && exit 0
/bin/mkdir -p "$libs"
: > "$libs/kafka_2.13-${KAFKA_VERSION}.jar"
: > "$libs/kafka-tools-${KAFKA_VERSION}.jar"`;
const MAVEN_BREAKS = `${MAVEN_FETCHES.replace(/: > .*kafka-tools.*/, '')}
echo 'Could not transfer artifact' && exit 1`;
const MAVEN_HANGS = `${MAVEN_FETCHES.replace(/: > .*kafka-tools.*/, '')}
exec /bin/sleep 60`;

describe('ensureKafkaHome', () => {
  let folder: string;
  let cacheDir: string;
  const lines: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-home-test-'));
    cacheDir = path.join(folder, 'cache');
    lines.length = 0;
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function machineWith(tools: Record<string, string>) {
    const bin = await mkdtemp(path.join(folder, 'bin-'));
    for (const [name, script] of Object.entries(tools)) {
      await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(bin, name), 0o755);
    }
    const progress = (line: string) => lines.push(line);
    return { cacheDir, progress, env: { PATH: bin } };
  }

  it('fetches once, reports it, and uses the same folder from then on', async () => {
    const home = await ensureKafkaHome(await machineWith({ java: JAVA_17, mvn: MAVEN_FETCHES }));

    expect(home).toBe(path.join(cacheDir, `kafka-${KAFKA_VERSION}`));
    expect(lines[0]).toContain(`Fetching Kafka ${KAFKA_VERSION}`);
    expect(await ensureKafkaHome(await machineWith({ java: JAVA_17 }))).toBe(home);
    expect(await readdir(cacheDir)).toEqual([`kafka-${KAFKA_VERSION}`]);
  });

  it('keeps another release next to it', async () => {
    await ensureKafkaHome(await machineWith({ java: JAVA_17, mvn: MAVEN_FETCHES }));
    const machine = await machineWith({ java: JAVA_17, mvn: MAVEN_FETCHES });

    const home = await ensureKafkaHome({ ...machine, version: '4.0.2' });

    expect(home).toBe(path.join(cacheDir, 'kafka-4.0.2'));
    expect((await readdir(cacheDir)).sort()).toEqual(['kafka-4.0.2', `kafka-${KAFKA_VERSION}`]);
  });

  it('lets two runs fetch at the same time', async () => {
    const machine = await machineWith({ java: JAVA_17, mvn: MAVEN_FETCHES });

    const homes = await Promise.all([ensureKafkaHome(machine), ensureKafkaHome(machine)]);

    expect(new Set(homes).size).toBe(1);
    expect(await readdir(cacheDir)).toEqual([`kafka-${KAFKA_VERSION}`]);
  });

  it("leaves nothing behind if the fetch fails, and reports Maven's error", async () => {
    const fetching = ensureKafkaHome(await machineWith({ java: JAVA_17, mvn: MAVEN_BREAKS }));

    await expect(fetching).rejects.toMatchObject({
      code: 'KAFKA_FETCH_FAILED',
      message: expect.stringContaining('Could not transfer artifact'),
      hint: expect.stringContaining('KAFKA_HOME'),
    });
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const machine = await machineWith({ java: JAVA_17, mvn: `[ "$1" = -v ] && exit 0\n${MAVEN_HANGS}` });
    const stop = new AbortController();
    const fetching = ensureKafkaHome({ ...machine, signal: stop.signal });
    const interrupted = expect(fetching).rejects.toThrow('interrupted');
    await waitUntil(
      'the fetch to be half done',
      async () => {
        const [draft] = await readdir(cacheDir).catch(() => []);
        return draft && (await readdir(path.join(cacheDir, draft))).includes('libs');
      },
      { timeoutMs: 10_000, everyMs: 20 },
    );

    stop.abort(new Error('interrupted'));

    await interrupted;
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('does not trust a folder that lacks a jar', async () => {
    const half = path.join(cacheDir, `kafka-${KAFKA_VERSION}`, 'libs');
    await mkdir(half, { recursive: true });
    await writeFile(path.join(half, `kafka_2.13-${KAFKA_VERSION}.jar`), '');

    await expect(ensureKafkaHome(await machineWith({ java: JAVA_17 }))).rejects.toMatchObject({
      code: 'MAVEN_MISSING',
    });
  });

  it("uses the user's own Kafka, without Maven", async () => {
    const own = path.join(folder, 'own');
    await mkdir(path.join(own, 'libs'), { recursive: true });
    const machine = await machineWith({ java: JAVA_17 });

    await expect(ensureKafkaHome({ ...machine, kafkaHome: own })).rejects.toMatchObject({
      code: 'KAFKA_HOME_INVALID',
    });
    for (const jar of ['kafka_2.13-4.0.0.jar', 'kafka-tools-4.0.0.jar']) {
      await writeFile(path.join(own, 'libs', jar), '');
    }
    expect(await ensureKafkaHome({ ...machine, kafkaHome: own })).toBe(own);
  });

  it.each([
    ['no java', {}, 'JAVA_MISSING', 'Install Java 17'],
    ['an old java', { java: JAVA_11, mvn: MAVEN_FETCHES }, 'JAVA_TOO_OLD', 'Install Java 17'],
    ['no mvn', { java: JAVA_17 }, 'MAVEN_MISSING', 'KAFKA_HOME'],
  ])('with %s, says what to install or to set', async (_case, tools, code, advice) => {
    const error = await ensureKafkaHome(await machineWith(tools)).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code, hint: expect.stringContaining(advice) });
    expect(error).toMatchObject({ hint: expect.stringContaining('KAFKA_BROKERS') });
    expect((error as Error).message).not.toContain('\n');
  });
});

describe('javaMajor', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_392"', 8],
    ['something else', undefined],
  ])('%s', (text, major) => {
    expect(javaMajor(text)).toBe(major);
  });
});
