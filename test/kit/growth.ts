/**
 * How much more processor time a task takes when its input grows fourfold: about 4 when it is linear, 16 when it is
 * quadratic. Processor time and a ratio of one run, so that other work on the machine cannot fail a test.
 */
export function growth(size: number, task: (size: number) => unknown): number {
  const spent = (input: number) => {
    const start = process.cpuUsage();
    task(input);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const small = Math.round(size / 4);
  // The first run also compiles; what is shorter than the floor says nothing.
  const few = Math.max(0.03, Math.min(spent(small), spent(small)));
  let many = spent(size);
  if (many > 8 * few) many = Math.min(many, spent(size));
  return many / few;
}

/** Between the growth of a linear task, with its noise, and that of a quadratic one. */
export const LINEAR = 10;
