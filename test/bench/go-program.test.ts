import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureGoPeers } from '../../bench/peers/go-program';

describe('the Go program of the benchmark', () => {
  const { PATH } = process.env;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-go-'));
  });

  afterEach(async () => {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true, force: true });
  });

  /** A `go` of version 1.26 whose build does this. */
  async function goThat(builds: string): Promise<void> {
    const go = path.join(folder, 'go');
    await writeFile(go, `#!/bin/sh\nif [ "$1" = env ]; then echo go1.26.1; exit 0; fi\n${builds}\n`);
    await chmod(go, 0o755);
    process.env.PATH = `${folder}:${PATH}`;
  }

  it('fails with a code if it does not build, and leaves no binary', async () => {
    await goThat('echo no network >&2; exit 1');
    const cache = path.join(folder, 'cache');

    await expect(ensureGoPeers(cache, () => {})).rejects.toMatchObject({
      code: 'BENCH_PEER_BUILD_FAILED',
      message: expect.stringContaining('no network'),
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('is built once, and kept until its sources change', async () => {
    await goThat('echo built >> "$3"; chmod +x "$3"');
    const said: string[] = [];

    const first = await ensureGoPeers(path.join(folder, 'cache'), (line) => said.push(line));
    const again = await ensureGoPeers(path.join(folder, 'cache'), (line) => said.push(line));

    expect(again).toBe(first);
    expect(said).toHaveLength(1);
    expect(await readdir(path.join(folder, 'cache'))).toEqual([path.basename(first)]);
  });
});
