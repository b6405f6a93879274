// A service as it should be: says that it is up, leaves when asked or when its supervisor is gone.
/** @param {string} msg */
const say = (msg) => console.log(JSON.stringify({ level: 30, time: Date.now(), service: process.argv[2], msg }));
process.on('SIGTERM', () => {
  say('leaving');
  process.exit(0);
});
// from here on it can be asked to leave
say('up');
if (process.env.NIGHTJAR_SUPERVISED === '1') process.stdin.resume().on('end', () => process.exit(0));
setInterval(() => {}, 1000);
