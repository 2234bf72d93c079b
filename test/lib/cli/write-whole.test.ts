import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeWhole } from '../../../lib/cli/write-whole';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-write-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing a file atomically', () => {
  it('leaves one file with the new text', async () => {
    const file = path.join(folder, 'a.yaml');
    await writeFile(file, 'old');

    await writeWhole(file, { before: 'old', after: 'new' });

    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });

  it('keeps a change that somebody else made meanwhile', async () => {
    const file = path.join(folder, 'a.yaml');
    await writeFile(file, 'changed by an editor');

    const writing = writeWhole(file, { before: 'old', after: 'new' });

    await expect(writing).rejects.toMatchObject({
      code: 'FILE_NOT_WRITTEN',
      message: expect.stringContaining('somebody else'),
    });
    expect(await readFile(file, 'utf8')).toBe('changed by an editor');
  });

  it('fails if the file cannot be written, and leaves no temporary file', async () => {
    const file = path.join(folder, 'nowhere.yaml');

    const writing = writeWhole(file, { before: 'old', after: 'new' });

    await expect(writing).rejects.toMatchObject({
      code: 'FILE_NOT_WRITTEN',
      message: expect.stringContaining('ENOENT'),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
