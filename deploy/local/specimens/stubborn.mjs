// A service that hears nothing: neither a signal nor the end of its supervisor.
process.on('SIGTERM', () => {});
console.log('deaf');
setInterval(() => {}, 1000);
