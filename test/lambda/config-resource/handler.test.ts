import { createConfigHandler } from '../../../lambda/config-resource/handler';
import type { Answer } from '../../../lambda/custom-resource/answer';
import { renderProcessing } from '../../../lib/collector';
import { SpillwayError } from '../../../lib/errors';
import { type MemoryParameters, memoryParameters, WRITTEN_MS } from '../../_helpers/aws/config-parameters';
import { testSpec } from '../../_helpers/pipeline/spec';

const PREFIX = '/spillway/test';
const OLD = renderProcessing(testSpec(), 'earliest');
const NEW = `${OLD}# Deployed again.\n`;
/** As somebody else writes it. */
const THEIRS = OLD.replaceAll(/^#.*\n/gm, '');
const on = (template: string, offset: 'earliest' | 'latest') =>
  template.replace('initial_offset: earliest', `initial_offset: ${offset}`);

type RequestType = 'Create' | 'Update' | 'Delete';
interface Question {
  id?: string;
  properties?: Record<string, unknown>;
  old?: Record<string, unknown>;
}

/** Asks as CloudFormation does, and returns its answer. */
function world(stores: Record<string, MemoryParameters>, nowMs = WRITTEN_MS) {
  const answers: Answer[] = [];
  const logged: unknown[] = [];
  const handler = createConfigHandler({
    open: (prefix) => stores[prefix] ?? memoryParameters(),
    answer: async (_request, answer) => void answers.push(answer),
    log: (line) => void logged.push(line),
    pause: async () => {},
    now: () => nowMs,
  });
  const properties = (more: Record<string, unknown> = {}) => ({
    ...{ ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:config', prefix: PREFIX },
    ...{ template: NEW, onDelete: 'remove' },
    ...more,
  });
  return {
    logged,
    async ask(RequestType: RequestType, question: Question = {}): Promise<Answer> {
      await handler({
        RequestType,
        ResponseURL: 'https://cloudformation.example.com/answer?Signature=secret',
        StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/pipeline/1',
        RequestId: 'request-1',
        LogicalResourceId: 'Config',
        ResourceType: 'Custom::SpillwayConfig',
        ...(RequestType !== 'Create' && { PhysicalResourceId: question.id ?? PREFIX }),
        ResourceProperties: properties(question.properties),
        ...(question.old && { OldResourceProperties: properties(question.old) }),
      });
      const answer = answers.pop();
      if (!answer) throw new Error('not answered');
      return answer;
    },
  };
}

describe('Create of the live configuration', () => {
  it('stores the template with earliest', async () => {
    const config = memoryParameters();

    const answer = await world({ [PREFIX]: config }).ask('Create', {
      properties: { template: on(NEW, 'latest') },
    });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config.text).toBe(on(NEW, 'earliest'));
  });

  it.each(['earliest', 'latest'] as const)('over a leftover on %s re-arms to earliest', async (offset) => {
    const config = memoryParameters(on(OLD, offset));

    const answer = await world({ [PREFIX]: config }).ask('Create');

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config.text).toBe(on(NEW, 'earliest'));
  });

  it.each(['earliest', 'latest'] as const)(
    'over a config on %s keeps that offset when it is adopted',
    async (offset) => {
      const config = memoryParameters(on(OLD, offset));

      const answer = await world({ [PREFIX]: config }).ask('Create', { properties: { existing: 'adopt' } });

      expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: `${PREFIX}#adopted` });
      expect(config.text).toBe(on(NEW, offset));
    },
  );

  it('over a configuration of another owner fails, and neither it nor its Delete changes anything', async () => {
    const config = memoryParameters(on(THEIRS, 'latest'));
    const { ask } = world({ [PREFIX]: config });

    const created = await ask('Create');
    const deleted = await ask('Delete', { id: created.physicalResourceId });

    expect(created).toMatchObject({ status: 'FAILED', physicalResourceId: `${PREFIX}#not-made` });
    expect(created.reason).toMatch(
      /^CONFIG_FOREIGN \/spillway\/test\/config .*deploy\.processing: existing .*re-arm, .*adopt/,
    );
    expect(deleted.status).toBe('SUCCESS');
    expect(config).toMatchObject({ text: on(THEIRS, 'latest'), writes: [], removed: 0 });
  });

  it.each([
    ['re-arm', 'earliest'],
    ['adopt', 'latest'],
  ] as const)(
    'over a config of another owner does what %s says, and its Delete leaves that alone',
    async (existing, offset) => {
      const config = memoryParameters(on(THEIRS, 'latest'));
      const { ask } = world({ [PREFIX]: config });

      const created = await ask('Create', { properties: { existing } });
      await ask('Delete', { id: created.physicalResourceId, properties: { existing } });

      expect(created).toMatchObject({ status: 'SUCCESS', physicalResourceId: `${PREFIX}#adopted` });
      expect(config).toMatchObject({ text: on(NEW, offset), removed: 0 });
    },
  );

  it('treats a single offset as that of another owner, unless the state of Spillway exists', async () => {
    const template = OLD.replace('initial_offset: earliest', 'initial_offset: ${env:INITIAL_OFFSET}');
    const [theirs, ours] = [memoryParameters('latest'), memoryParameters('latest')];
    ours.hasState = true;

    const refused = await world({ [PREFIX]: theirs }).ask('Create', { properties: { template } });
    const made = await world({ [PREFIX]: ours }).ask('Create', { properties: { template } });

    expect(refused.reason).toMatch(/^CONFIG_FOREIGN /);
    expect(theirs.text).toBe('latest');
    expect(made).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(ours.text).toBe('earliest');
  });

  it('with nothing to adopt creates the configuration', async () => {
    const answer = await world({ [PREFIX]: memoryParameters() }).ask('Create', {
      properties: { existing: 'adopt' },
    });

    expect(answer.physicalResourceId).toBe(PREFIX);
  });

  it('has the same result if it is repeated', async () => {
    const config = memoryParameters();
    const { ask } = world({ [PREFIX]: config });

    const [first, second] = [await ask('Create'), await ask('Create')];

    expect(second).toEqual(first);
    expect(config.writes).toHaveLength(1);
  });

  it('responds with the code if it fails, and its Delete keeps an existing configuration', async () => {
    const config = memoryParameters(on(OLD, 'latest'));
    const { ask } = world({ [PREFIX]: config });

    const created = await ask('Create', { properties: { template: 'receivers: [' } });
    const deleted = await ask('Delete', { id: created.physicalResourceId });

    expect(created).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/^CONFIG_MALFORMED /),
      physicalResourceId: `${PREFIX}#not-made`,
    });
    expect(deleted.status).toBe('SUCCESS');
    expect(config).toMatchObject({ text: on(OLD, 'latest'), removed: 0 });
  });

  it('responds to invalid properties, and so does its Delete', async () => {
    const { ask } = world({});

    const created = await ask('Create', { properties: { prefix: 'no path' } });
    const deleted = await ask('Delete', {
      id: created.physicalResourceId,
      properties: { prefix: 'no path' },
    });

    expect(created).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/^CUSTOM_RESOURCE_REQUEST_INVALID .*prefix/),
    });
    expect(deleted.status).toBe('SUCCESS');
  });
});

/** Of neither form does the live text say that Spillway made it. */
describe.each([
  ['a template of one’s own', THEIRS, on(THEIRS, 'earliest')],
  [
    'an offset from the environment',
    OLD.replace('initial_offset: earliest', 'initial_offset: ${env:INITIAL_OFFSET}'),
    'earliest',
  ],
])('Create of the live config with %s', (_what, template, stored) => {
  const MINUTES = 60_000;

  it('counts as created by a second attempt if the response of the first was lost', async () => {
    const config = memoryParameters();
    const again = world({ [PREFIX]: config }, WRITTEN_MS + 5 * MINUTES);
    const first = createConfigHandler({
      open: () => config,
      async answer() {
        throw new SpillwayError('CUSTOM_RESOURCE_ANSWER_FAILED', 'No.', 'Wait.');
      },
      log: () => {},
      pause: async () => {},
      now: () => WRITTEN_MS,
    });
    const run = first({
      ...{ RequestType: 'Create', ResponseURL: 'https://example.com', StackId: 's', RequestId: 'r' },
      ...{
        LogicalResourceId: 'Config',
        ResourceProperties: { prefix: PREFIX, template, onDelete: 'remove' },
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'CUSTOM_RESOURCE_ANSWER_FAILED' });

    const sent = await again.ask('Create', { properties: { template } });
    await again.ask('Delete', { id: sent.physicalResourceId, properties: { template } });

    expect(sent).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config).toMatchObject({ writes: [stored], removed: 1 });
  });

  it('returns the same response if it is delivered twice', async () => {
    const config = memoryParameters();
    const { ask } = world({ [PREFIX]: config });

    const [first, second] = [
      await ask('Create', { properties: { template } }),
      await ask('Create', { properties: { template } }),
    ];

    expect(first).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(second).toEqual(first);
    expect(config.writes).toEqual([stored]);
  });

  it.each<[string, Partial<MemoryParameters>, number]>([
    ['is too old for a Create that is redelivered', { version: 1 }, 15 * MINUTES],
    ['was written more than once', { version: 2 }, 0],
    ['has another text', { version: 1, text: on(`${THEIRS}# By hand.\n`, 'earliest') }, 0],
  ])('is refused over one that %s', async (_how, more, ageMs) => {
    const config = Object.assign(memoryParameters(stored), more);
    const { ask } = world({ [PREFIX]: config }, WRITTEN_MS + ageMs);

    const created = await ask('Create', { properties: { template } });
    await ask('Delete', { id: created.physicalResourceId });

    expect(created.reason).toMatch(/^CONFIG_FOREIGN /);
    expect(config).toMatchObject({ writes: [], removed: 0 });
  });

  it.each(['re-arm', 'adopt'] as const)(
    'never removes the config that %s adopts, however young it is',
    async (existing) => {
      const config = Object.assign(memoryParameters(stored), { version: 1 });
      const { ask } = world({ [PREFIX]: config });

      const created = await ask('Create', { properties: { template, existing } });

      expect(created).toMatchObject({ status: 'SUCCESS', physicalResourceId: `${PREFIX}#adopted` });
    },
  );
});

describe('Update of the live configuration', () => {
  it.each(['earliest', 'latest'] as const)('stores the new template on %s, as in force', async (offset) => {
    const config = memoryParameters(on(OLD, offset));

    const answer = await world({ [PREFIX]: config }).ask('Update', { old: { template: OLD } });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config.text).toBe(on(NEW, offset));
  });

  it('in a rollback restores the old template with the current offset', async () => {
    const config = memoryParameters(on(OLD, 'earliest'));
    const { ask } = world({ [PREFIX]: config });
    await ask('Update', { old: { template: OLD } });
    config.put(on(NEW, 'latest'));

    const answer = await ask('Update', { properties: { template: OLD }, old: { template: NEW } });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config.text).toBe(on(OLD, 'latest'));
  });

  it('in a rollback of a failed Update writes nothing and succeeds', async () => {
    const config = memoryParameters(on(OLD, 'latest'));
    const { ask } = world({ [PREFIX]: config });
    const failed = await ask('Update', {
      properties: { template: 'receivers: [' },
      old: { template: OLD },
    });

    const rolledBack = await ask('Update', {
      properties: { template: OLD },
      old: { template: 'receivers: [' },
    });

    expect(failed).toMatchObject({ status: 'FAILED', physicalResourceId: PREFIX });
    expect(rolledBack).toMatchObject({ status: 'SUCCESS', physicalResourceId: PREFIX });
    expect(config.writes).toEqual([]);
  });

  it.each([
    ['is gone', undefined],
    ['cannot be read', 'what?'],
  ])('stores the template on earliest if the live config %s', async (_what, live) => {
    const config = memoryParameters(live);

    const answer = await world({ [PREFIX]: config }).ask('Update', { old: { template: OLD } });

    expect(answer.status).toBe('SUCCESS');
    expect(config.text).toBe(on(NEW, 'earliest'));
  });

  it('remembers that the configuration was adopted', async () => {
    const config = memoryParameters(on(OLD, 'latest'));

    const answer = await world({ [PREFIX]: config }).ask('Update', { id: `${PREFIX}#adopted` });

    expect(answer.physicalResourceId).toBe(`${PREFIX}#adopted`);
    expect(config.text).toBe(on(NEW, 'latest'));
  });

  it('to another prefix is a replacement, and re-arms a leftover there', async () => {
    const [before, moved] = [memoryParameters(on(OLD, 'latest')), memoryParameters(on(OLD, 'latest'))];
    const { ask } = world({ [PREFIX]: before, '/spillway/moved': moved });

    const updated = await ask('Update', { properties: { prefix: '/spillway/moved' }, old: {} });
    const deleted = await ask('Delete', { id: PREFIX });

    expect(updated).toMatchObject({ status: 'SUCCESS', physicalResourceId: '/spillway/moved' });
    expect(moved).toMatchObject({ text: on(NEW, 'earliest'), removed: 0 });
    expect(deleted.status).toBe('SUCCESS');
    expect(before.removed).toBe(1);
  });

  it('to another prefix fails over a configuration of another owner', async () => {
    const [before, theirs] = [memoryParameters(on(OLD, 'latest')), memoryParameters(THEIRS)];
    const { ask } = world({ [PREFIX]: before, '/spillway/theirs': theirs });

    const updated = await ask('Update', { properties: { prefix: '/spillway/theirs' }, old: {} });

    expect(updated).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/^CONFIG_FOREIGN \/spillway\/theirs\/config /),
      physicalResourceId: PREFIX,
    });
    expect(theirs.writes).toEqual([]);
  });

  it('keeps its id if it fails, because another id would be a replacement', async () => {
    const config = memoryParameters(on(OLD, 'latest'));
    const { ask } = world({ [PREFIX]: config });
    config.read = () => Promise.reject(new SpillwayError('SSM_ACCESS_DENIED', 'No right.', 'Grant it.'));

    const answer = await ask('Update', { old: { template: OLD } });

    expect(answer).toEqual({
      status: 'FAILED',
      reason: 'SSM_ACCESS_DENIED No right. Grant it.',
      physicalResourceId: PREFIX,
    });
  });
});

describe('a configuration that the Collector refuses', () => {
  const COLLECTOR = { collector: '0.160.0' };
  /** A misspelt key, on line 4 of the rendered text. */
  const BAD = NEW.replace('    client_id:', '    clientid:');
  const LINE = BAD.slice(0, BAD.indexOf('    clientid:')).split('\n').length;

  it('is not stored by a Create, and the reason is one line with the place, the code and what to do', async () => {
    const config = memoryParameters();
    const { ask } = world({ [PREFIX]: config });

    const created = await ask('Create', { properties: { ...COLLECTOR, template: BAD } });
    await ask('Delete', { id: created.physicalResourceId });

    expect(created).toMatchObject({ status: 'FAILED', physicalResourceId: `${PREFIX}#not-made` });
    expect(created.reason).toMatch(
      new RegExp(
        `^CONFIG_REFUSED Line ${LINE} of the configuration of the processing tier: CONFIG_KEY_\\w+ .*clientid.* It was not stored\\. Correct it and deploy again\\.`,
      ),
    );
    expect(created.reason).not.toContain('\n');
    expect(config).toMatchObject({ text: undefined, writes: [], removed: 0 });
  });

  it('is not stored by an Update, whose rollback finds the old one in place', async () => {
    const config = memoryParameters(on(OLD, 'latest'));
    const { ask } = world({ [PREFIX]: config });

    const failed = await ask('Update', {
      properties: { ...COLLECTOR, template: BAD },
      old: { ...COLLECTOR, template: OLD },
    });
    const rolledBack = await ask('Update', {
      properties: { ...COLLECTOR, template: OLD },
      old: { ...COLLECTOR, template: BAD },
    });

    expect(failed).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/^CONFIG_REFUSED /) });
    expect(rolledBack.status).toBe('SUCCESS');
    expect(config).toMatchObject({ text: on(OLD, 'latest'), writes: [] });
  });

  it('does not fail an Update that stores nothing', async () => {
    const config = memoryParameters(on(BAD, 'latest'));

    const answer = await world({ [PREFIX]: config }).ask('Update', {
      properties: { ...COLLECTOR, template: BAD, onDelete: 'keep' },
      old: { ...COLLECTOR, template: BAD },
    });

    expect(answer.status).toBe('SUCCESS');
    expect(config.writes).toEqual([]);
  });

  it('is stored again in a rollback to a stack from before this check', async () => {
    const config = memoryParameters(on(NEW, 'latest'));

    const answer = await world({ [PREFIX]: config }).ask('Update', {
      properties: { template: BAD },
      old: { ...COLLECTOR, template: NEW },
    });

    expect(answer.status).toBe('SUCCESS');
    expect(config.text).toBe(on(BAD, 'latest'));
  });

  it('does not keep the stack from replacing it', async () => {
    const config = memoryParameters(on(BAD, 'latest'));

    const answer = await world({ [PREFIX]: config }).ask('Update', {
      properties: COLLECTOR,
      old: { template: BAD },
    });

    expect(answer.status).toBe('SUCCESS');
    expect(config.text).toBe(on(NEW, 'latest'));
  });

  it.each([
    ['the spec ignores the code', { ignored: ['CONFIG_KEY_UNKNOWN', 'CONFIG_KEY_RENAMED'] }, BAD],
    [
      'a comment ignores it',
      {},
      BAD.replace(/(clientid: .*)/, '$1 # spillway: ignore CONFIG_KEY_UNKNOWN, CONFIG_KEY_RENAMED'),
    ],
    ['the settings of the Collector are not known', { collector: '0.1.0' }, BAD],
  ])('is stored where %s', async (_what, properties, template) => {
    const config = memoryParameters();

    const answer = await world({ [PREFIX]: config }).ask('Create', {
      properties: { ...COLLECTOR, ...properties, template },
    });

    expect(answer.status).toBe('SUCCESS');
    expect(config.writes).toHaveLength(1);
  });

  it('counts further errors, and never shows a secret that a value of the deployment brought', async () => {
    const template = NEW.replace('    compression:', '    headers: { authorization: hunter2 }\n$&').replace(
      'sizer: bytes',
      'sizr: bytes',
    );

    const { reason } = await world({ [PREFIX]: memoryParameters() }).ask('Create', {
      properties: { ...COLLECTOR, template },
    });

    expect(reason).toMatch(/^CONFIG_REFUSED .* SECRET_IN_CLEAR .* There is 1 more error\. /);
    expect(reason).not.toContain('hunter2');
  });
});

describe('the check for mode observe', () => {
  const GUARD = { guard: 'observe', template: undefined };
  const owing = () => {
    const parameters = memoryParameters(on(OLD, 'earliest'));
    parameters.debt = '{"count":6}';
    return parameters;
  };

  it('accepts observe if no task is stopped', async () => {
    const answer = await world({ [PREFIX]: memoryParameters(OLD) }).ask('Create', { properties: GUARD });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: `${PREFIX}#observe` });
  });

  it('rejects observe while tasks are stopped, and says what to do', async () => {
    const parameters = owing();
    const { ask } = world({ [PREFIX]: parameters });

    const created = await ask('Create', { properties: GUARD });
    const deleted = await ask('Delete', { id: created.physicalResourceId, properties: GUARD });

    expect(created.status).toBe('FAILED');
    expect(created.reason).toMatch(
      /^CONFIG_DEBT_UNPAID \/spillway\/test\/debt exists: .*spillway status.*spillway stop/,
    );
    expect(deleted.status).toBe('SUCCESS');
    expect(parameters).toMatchObject({ debt: '{"count":6}', writes: [], removed: 0 });
  });

  it.each(['Update', 'Delete'] as const)('never fails an %s, which a rollback may bring', async (request) => {
    const parameters = owing();
    const id = `${PREFIX}#observe`;

    const answer = await world({ [PREFIX]: parameters }).ask(request, { id, properties: GUARD, old: GUARD });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: id });
    expect(parameters.removed).toBe(0);
  });

  it('does not affect an Update of the configuration, as in a rollback', async () => {
    const answer = await world({ [PREFIX]: owing() }).ask('Update', { old: { template: OLD } });

    expect(answer.status).toBe('SUCCESS');
  });
});

describe('Delete of the live configuration', () => {
  it.each([
    ['removes everything as told', 'remove', PREFIX, 1],
    ['keeps everything as told', 'keep', PREFIX, 0],
    ['keeps what was adopted', 'remove', `${PREFIX}#adopted`, 0],
    ['keeps everything for an id that it never gave', 'remove', 'Test-Config-1ABC', 0],
  ])('%s', async (_what, onDelete, id, removed) => {
    const config = memoryParameters(on(OLD, 'latest'));
    const { ask, logged } = world({ [id.replace('#adopted', '')]: config });

    const answer = await ask('Delete', { id, properties: { onDelete } });

    expect(answer).toMatchObject({ status: 'SUCCESS', physicalResourceId: id });
    expect(config.removed).toBe(removed);
    expect(logged).toEqual([
      expect.objectContaining({ message: removed === 1 ? 'config removed' : 'config kept' }),
    ]);
  });
});

describe('the function of the live configuration', () => {
  it('rejects an event without an address to respond to', async () => {
    const handler = createConfigHandler({
      open: () => memoryParameters(),
      answer: async () => {},
      log: () => {},
      pause: async () => {},
      now: () => WRITTEN_MS,
    });

    await expect(handler({})).rejects.toMatchObject({ code: 'CUSTOM_RESOURCE_REQUEST_INVALID' });
  });

  it('does not respond FAILED if only the response failed', async () => {
    const statuses: string[] = [];
    const handler = createConfigHandler({
      open: () => memoryParameters(),
      async answer(_request, { status }) {
        statuses.push(status);
        throw new SpillwayError('CUSTOM_RESOURCE_ANSWER_FAILED', 'No.', 'Wait.');
      },
      log: () => {},
      pause: async () => {},
      now: () => WRITTEN_MS,
    });

    const asked = handler({
      ...{ RequestType: 'Delete', ResponseURL: 'https://example.com', StackId: 's', RequestId: 'r' },
      ...{ LogicalResourceId: 'Config', PhysicalResourceId: `${PREFIX}#not-made` },
    });

    await expect(asked).rejects.toMatchObject({ code: 'CUSTOM_RESOURCE_ANSWER_FAILED' });
    expect(statuses).toEqual(['SUCCESS']);
  });

  it('logs what it did, without the address of the response', async () => {
    const { ask, logged } = world({ [PREFIX]: memoryParameters() });

    await ask('Create');

    expect(logged).toEqual([expect.objectContaining({ message: 'config created', level: 'info' })]);
    expect(JSON.stringify(logged)).not.toContain('secret');
  });
});
