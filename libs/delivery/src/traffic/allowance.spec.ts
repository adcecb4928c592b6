import { Allowance } from './allowance.js';

const taken = (allowance: Allowance, most: number) => {
  let count = 0;
  while (count < most && allowance.take()) count += 1;
  return count;
};

test('a minute may be used up in one burst, and is there again when it is over', () => {
  const allowance = new Allowance({ perMinute: 10, perDay: 25 }, 0, null);
  expect(taken(allowance, 100)).toBe(10);
  expect(allowance.spent()).toMatchObject({ name: 'minute', ends: 60_000 });
  expect(allowance.state(1_500)).toBe('"minute";r=0;t=59, "day";r=15;t=86399');
  allowance.tick(59_999);
  expect(taken(allowance, 100)).toBe(0);
  allowance.tick(60_000);
  expect(taken(allowance, 100)).toBe(10);
});

test('what was given back may be taken again', () => {
  const allowance = new Allowance({ perMinute: 1, perDay: null }, 0, null);
  expect(allowance.take()).toBe(true);
  allowance.giveBack();
  expect([allowance.take(), allowance.take()]).toEqual([true, false]);
});

test('it is settled at the first request, and then whenever a share was taken', () => {
  const due: number[] = [];
  const allowance = new Allowance({ perMinute: 100, perDay: null }, 0, (each) => due.push(each.taken));
  taken(allowance, 20);
  expect(due).toEqual([1]);
  allowance.settle(1, [{ used: 60, ends: 30_000 }]);
  expect(allowance.state(0)).toBe('"minute";r=21;t=30');
  allowance.take();
  expect(due).toEqual([1, 20]);
  allowance.settle(20, [{ used: 99, ends: 30_000 }]);
  expect(taken(allowance, 100)).toBe(1);
});

test('what could not be settled is counted here, and tried again', () => {
  const due: number[] = [];
  const allowance = new Allowance({ perMinute: 40, perDay: null }, 0, (each) => due.push(each.taken));
  allowance.take();
  allowance.keep();
  expect(taken(allowance, 100)).toBe(39);
  expect(due).toEqual([1, 3]);
});

test('a quota of nothing lets nobody in', () => {
  const allowance = new Allowance({ perMinute: 0, perDay: null }, 0, null);
  expect(allowance.take()).toBe(false);
  expect(allowance.policy).toBe('"minute";q=0;w=60');
});
