// Ctrl-C and its relatives.

/** A Ctrl-C reaches us from the terminal, and again from npm and the bootstrap: what comes this close together is one. */
const ONE_KEYSTROKE_MS = 1000;
/** A pipe that is read at all is read in this time. */
const READ_WITHIN_MS = 5000;

/**
 * Stops the supervisor on the first signal and hurries it on the second, then leaves the process.
 * @param {{ stop(): Promise<void>, hurry(): void }} supervisor
 * @param {(message: string) => void} say
 * @returns {AbortSignal} fires when the stop begins
 */
export function stopOnSignals(supervisor, say) {
  const ending = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (firstAt > 0) {
      if (Date.now() - firstAt > ONE_KEYSTROKE_MS) supervisor.hurry();
      return;
    }
    firstAt = Date.now();
    ending.abort();
    say('stopping everything; Ctrl-C again to hurry');
    supervisor.stop().then(
      () => {
        say(`stopped in ${((Date.now() - firstAt) / 1000).toFixed(1)} s`);
        leave(0);
      },
      (error) => {
        say(`could not stop everything: ${error.message}`);
        leave(1);
      },
    );
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);
  watchBootstrap(onSignal);
  return ending.signal;
}

/** Ends when what was said has been taken, as a pipe takes no more than fits into it; nobody who reads no more is waited for long. @param {number} code */
function leave(code) {
  setTimeout(() => process.exit(code), READ_WITHIN_MS);
  process.stdout.write('', () => process.exit(code));
}

/** A bootstrap that was killed outright forwards nothing: its end is a signal too. @param {() => void} onGone */
function watchBootstrap(onGone) {
  const parent = Number(process.env.NIGHTJAR_BOOTSTRAP_PID);
  if (!parent || process.ppid !== parent) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 1000);
  timer.unref();
}
