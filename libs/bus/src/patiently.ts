/** Tries until JetStream is there. @throws what is no matter of waiting */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let wait = 100; ; wait = Math.min(wait * 2, 5000)) {
    try {
      return await attempt();
    } catch (reason) {
      // JetStream answers late after a start, and a cluster elects its leader first; anything else is our mistake.
      if (!/timeout|503|no responders|not available|unavailable/i.test(String(reason))) throw reason;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}
