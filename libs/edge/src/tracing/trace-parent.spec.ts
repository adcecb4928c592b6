import { parseTraceParent } from './trace-parent.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

test('a caller’s span is taken on', () => {
  expect(parseTraceParent(`00-${trace}-${span}-01`)).toEqual({ traceId: trace, spanId: span, traceFlags: 1 });
  expect(parseTraceParent(`00-${trace}-${span}-00`)?.traceFlags).toBe(0);
  expect(parseTraceParent(`01-${trace}-${span}-03-more`)?.traceFlags).toBe(1);
});

test.each([
  undefined,
  '',
  'garbage',
  `ff-${trace}-${span}-01`,
  `00-${trace}-${span}-01-more`,
  `00-${'0'.repeat(32)}-${span}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${span}-01`,
  ['a', 'b'],
])('%p is no span', (header) => expect(parseTraceParent(header as string)).toBeNull());
