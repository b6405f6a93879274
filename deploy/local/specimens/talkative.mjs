// A service that has much to say when it is asked to leave.
process.on('SIGTERM', () => {
  const line = (/** @type {number} */ n) => JSON.stringify({ level: 30, time: Date.now(), msg: `last words ${n}` });
  process.stdout.write(`${Array.from({ length: 5000 }, (_, n) => line(n)).join('\n')}\n`, () => process.exit(0));
});
console.log(JSON.stringify({ level: 30, time: Date.now(), msg: 'up' }));
setInterval(() => {}, 1000);
