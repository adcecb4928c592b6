import { faultRecord } from './fault-record.js';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test('what a caller sent is not kept, however it was quoted', () => {
  const broken = thrownBy(() => JSON.parse('{"a": "my "secret" words"}'));
  expect(JSON.stringify(faultRecord(broken))).not.toContain('secret');
  const uuid = Object.assign(new Error('invalid input syntax for type uuid: "my "secret" id"'), {
    code: '22P02',
    severity: 'ERROR',
    detail: 'secret',
    where: 'secret',
  });
  expect(faultRecord(uuid)).toMatchObject({ message: 'invalid input syntax for type uuid: "…"', code: '22P02' });
  expect(JSON.stringify(faultRecord(new Error('wrapped', { cause: uuid })))).not.toContain('secret');
});

test('addresses are not kept', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 192.0.2.7:5432'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '192.0.2.7',
  });
  expect(faultRecord(new AggregateError([refused]))).toMatchObject({ errors: [{ message: 'connect ECONNREFUSED' }] });
  expect(JSON.stringify(faultRecord(refused))).not.toContain('192.0.2');
  const bounced = new Error('550 <some.one+x@example.org>: no such person');
  expect(faultRecord(bounced)).toMatchObject({ message: '550 <…>: no such person' });
});

test('what an operator needs is kept: the sort, the place, and the names of tables', () => {
  const denied = Object.assign(new Error('permission denied for table "draft"'), { code: '42501', severity: 'ERROR' });
  expect(faultRecord(denied)).toMatchObject({ message: 'permission denied for table "draft"', code: '42501' });
  expect((faultRecord(new TypeError('x is not a function')) as { stack: string }).stack).toMatch(
    /^ +at .*fault-record/,
  );
  expect(faultRecord('words')).toEqual({ type: 'string' });
});
