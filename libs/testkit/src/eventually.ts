/** Waits until something is so. @throws when it is not within the time */
export async function eventually(isSo: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${isSo.toString()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
