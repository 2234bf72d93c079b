import { GetParametersByPathCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import { ENDPOINTS, type Endpoint, START_TIMEOUT_MS } from './endpoints';

const LEASE_MS = 60_000;

describe.each(ENDPOINTS)('The epoch, kept by %s', (_name, start) => {
  let endpoint: Endpoint;
  let prefixes = 0;

  beforeAll(async () => {
    endpoint = await start();
  }, START_TIMEOUT_MS);

  afterAll(() => endpoint?.stop());

  /** A pipeline's epoch with a clock of its own, and as many ticks (stores) as asked for. */
  const epoch = () => {
    prefixes += 1;
    const prefix = `/epochs/${prefixes}`;
    const clock = { ms: 0 };
    const tick = () =>
      createSsmConfigStore({ client: endpoint.clients.ssm, prefix, monotonicMs: () => clock.ms });
    const claim = (holder: string, store = tick(), stateVersion = 4) =>
      store.claimEpoch({ stateVersion, holder, nowMs: clock.ms, leaseMs: LEASE_MS });
    const names = async () => {
      const command = new GetParametersByPathCommand({ Path: `${prefix}/epoch` });
      const { Parameters = [] } = await endpoint.clients.ssm.send(command);
      return Parameters.map(({ Name = '' }) => Name.slice(prefix.length + '/epoch/'.length)).sort();
    };
    return { prefix, clock, tick, claim, names };
  };

  it('is held by only one of two ticks', async () => {
    const { claim } = epoch();

    const claims = await Promise.all([claim('a'), claim('b')]);

    expect(claims.filter((each) => each !== undefined)).toHaveLength(1);
  });

  it('is free again after its release', async () => {
    const { claim, names } = epoch();
    const first = await claim('a');
    const meanwhile = await claim('b');

    await first?.release();

    expect(meanwhile).toBeUndefined();
    expect(await names()).toEqual([]);
    expect(await claim('b')).toBeDefined();
  });

  it('holds its state version and the next one, because its action may be still to come', async () => {
    const { claim, tick } = epoch();
    const first = await claim('a', tick(), 4);

    expect(await claim('b', tick(), 5)).toBeUndefined();
    expect(await claim('c', tick(), 6)).toBeDefined();
    await first?.release();
    expect(await claim('b', tick(), 5)).toBeDefined();
  });

  it('of a dead tick is deleted by the next version after its lease has expired', async () => {
    const { claim, clock, tick, names } = epoch();
    await claim('dies', tick(), 4);
    clock.ms = LEASE_MS;

    const next = await claim('b', tick(), 5);

    expect(next).toBeDefined();
    expect(await names()).toEqual(['5']);
  });

  it('is kept until its lease expires', async () => {
    const { claim, clock } = epoch();
    await claim('dies');

    clock.ms = LEASE_MS - 1;

    expect(await claim('b')).toBeUndefined();
  });

  it('is taken over by exactly one of many ticks after its lease has expired', async () => {
    const { claim, clock, names } = epoch();
    await claim('dies');

    clock.ms = LEASE_MS;
    const takers = await Promise.all(['b', 'c', 'd', 'e'].map((holder) => claim(holder)));

    expect(takers.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await names()).toEqual(['4', '4-1']);
  });

  it('goes to one tick at a time, even along a chain that needs several calls to read', async () => {
    const { claim, clock } = epoch();
    for (let dead = 0; dead < 12; dead += 1) {
      expect(await claim(`dies-${dead}`)).toBeDefined();
      expect(await claim('too early')).toBeUndefined();
      clock.ms += LEASE_MS;
    }

    const last = await claim('b');

    expect(last).toBeDefined();
    expect(await claim('c')).toBeUndefined();
  });

  it('stays with the new holder if the previous one releases it late', async () => {
    const { claim, clock, names } = epoch();
    const late = await claim('late');
    clock.ms = LEASE_MS;
    await claim('taker');

    await late?.release();

    expect(await names()).toEqual(['4', '4-1']);
    expect(await claim('c')).toBeUndefined();
  });

  it('leaves nothing behind after the state has moved on, not even dead claims', async () => {
    const { claim, clock, names, tick } = epoch();
    const store = tick();
    for (let version = 1; version <= 4; version += 1) await store.writeState(`{"version":${version}}`);
    await claim('dies');
    clock.ms = LEASE_MS;
    const taken = await claim('taker', store);
    await store.writeState('{"version":5}');

    await taken?.release();

    expect(await names()).toEqual([]);
  });

  it('counts by age if somebody else has overwritten it', async () => {
    const { claim, clock, prefix } = epoch();
    const name = `${prefix}/epoch/4`;
    await endpoint.clients.ssm.send(new PutParameterCommand({ Name: name, Value: 'what?', Type: 'String' }));

    clock.ms = Date.now();
    const early = await claim('a');
    clock.ms += LEASE_MS + 60_000;
    const later = await claim('b');

    expect(early).toBeUndefined();
    expect(later).toBeDefined();
  });

  it.each([
    ['of a laptop whose clock is ten years ahead', { untilMs: Date.UTC(2036, 0), leaseMs: LEASE_MS }],
    ['that never ends', { untilMs: 1e300 }],
    ['that claims a lease without an end', { untilMs: 1e300, leaseMs: 1e300 }],
  ])('expires by the time at which SSM stored it: a claim %s', async (_name, record) => {
    const { claim, clock, prefix } = epoch();
    const Value = JSON.stringify({ holder: 'laptop', claimId: 'one', ...record });
    await endpoint.clients.ssm.send(
      new PutParameterCommand({ Name: `${prefix}/epoch/4`, Value, Type: 'String' }),
    );

    clock.ms = Date.now();
    const early = await claim('a');
    clock.ms += 16 * 60_000;
    const later = await claim('b');

    expect(early).toBeUndefined();
    expect(later).toBeDefined();
  });

  it('of the state before is held no longer than its lease either', async () => {
    const { claim, clock, prefix, tick } = epoch();
    const Value = JSON.stringify({ holder: 'laptop', claimId: 'one', untilMs: Date.UTC(2036, 0) });
    await endpoint.clients.ssm.send(
      new PutParameterCommand({ Name: `${prefix}/epoch/4`, Value, Type: 'String' }),
    );

    clock.ms = Date.now();
    const early = await claim('a', tick(), 5);
    clock.ms += LEASE_MS + 60_000;
    const later = await claim('b', tick(), 5);

    expect(early).toBeUndefined();
    expect(later).toBeDefined();
  });

  it('never throws on release', async () => {
    const { claim } = epoch();
    const held = await claim('a');
    await held?.release();

    await expect(held?.release()).resolves.toBeUndefined();
  });
});
