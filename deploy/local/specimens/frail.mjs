// A service that ends at once.
console.error('cannot go on');
process.exit(7);
