import { explained, fault, ok, skipped } from '../../../lib/doctor/finding';
import { drawDoctor } from '../../../lib/report/doctor-table';

const findings = [
  ok('tcp', 'kafka-1:9092', 'open'),
  fault('tls', 'TLS_WANTED', 'kafka-1:9092', 'the port\nspeaks TLS'),
  skipped('api versions', '', 'after TLS_WANTED'),
].map(explained);

describe('the doctor’s table', () => {
  it('has a line per check, and a paragraph for each change to make', () => {
    expect(drawDoctor([{ title: 'kafka-1:9092 for a receiver', findings }], 80)).toEqual([
      'kafka-1:9092 for a receiver',
      'ok       tcp           kafka-1:9092: open',
      'fault    tls           TLS_WANTED kafka-1:9092',
      'skipped  api versions  after TLS_WANTED',
      '',
      'fault TLS_WANTED kafka-1:9092: the port speaks TLS',
      '  change spec: kafka.tls; Collector: tls: {}',
    ]);
  });

  it('is never wider than the limit, and has the same columns in every section', () => {
    const long = [ok('protocol_version', 'x'.repeat(90), 'not set')];
    const lines = drawDoctor(
      [
        { title: 'one', findings: long },
        { title: 'two', findings },
      ],
      40,
    );

    expect(lines.filter(({ length }) => length > 40)).toEqual([]);
    expect(lines).toContain('ok       tcp               kafka-1:90...');
  });
});
