import { waitUntil } from '../../../local/process/wait-until';

describe('waitUntil', () => {
  it('returns the result of the condition as soon as there is one', async () => {
    let asked = 0;

    const value = await waitUntil('three', () => (++asked === 3 ? asked : undefined), {
      timeoutMs: 5_000,
      everyMs: 1,
    });

    expect([value, asked]).toEqual([3, 3]);
  });

  it('says what it waited for when it gives up', async () => {
    await expect(
      waitUntil('the end of days', () => false, { timeoutMs: 5, everyMs: 1 }),
    ).rejects.toMatchObject({
      code: 'LOCAL_WAIT_TIMEOUT',
      message: expect.stringContaining('the end of days'),
    });
  });

  it('ends when its signal is aborted', async () => {
    const abort = new AbortController();
    const waiting = waitUntil('nothing', () => false, {
      timeoutMs: 60_000,
      everyMs: 1,
      signal: abort.signal,
    });

    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
  });
});
