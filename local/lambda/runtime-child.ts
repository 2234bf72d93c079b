import path from 'node:path';

/**
 * The process of the local Lambda runtime. It loads the built bundle once, like a warm Lambda, and calls its handler for
 * each message. Only `lambda-runtime.ts` starts it.
 */
interface Invocation {
  id: string;
  event: unknown;
  timeoutMs: number;
}

const [bundle, clockAheadMs = '0'] = process.argv.slice(2);
if (!bundle) throw new Error('usage: runtime-child BUNDLE [CLOCK_AHEAD_MS]');
if (clockAheadMs !== '0') shiftClock(Number(clockAheadMs));
const { handler } = require(path.resolve(bundle)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

process.on('message', (invocation: Invocation) => {
  const deadlineMs = Date.now() + invocation.timeoutMs;
  const context = {
    awsRequestId: invocation.id,
    functionName: 'spillway-controller',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  handler(invocation.event, context).then(
    (result) => process.send?.({ id: invocation.id, result }),
    (error: Error) =>
      process.send?.({ id: invocation.id, error: { name: error.name, message: error.message } }),
  );
});

// The parent has exited, so nobody needs the result.
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

/** Makes the code of this process believe that it is later, or earlier if `aheadMs` is negative. */
function shiftClock(aheadMs: number): void {
  const RealDate = Date;
  const now = () => RealDate.now() + aheadMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (real, args, target) => Reflect.construct(real, args.length === 0 ? [now()] : args, target),
    get: (real, name, receiver) => (name === 'now' ? now : Reflect.get(real, name, receiver)),
  });
}
