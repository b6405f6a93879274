import { connect } from '@nats-io/transport-node';

/** The rival: the same answer by NATS alone, from a process of its own. */
const [url = '', subject = ''] = process.argv.slice(2);
const connection = await connect({ servers: url });
connection.subscribe(subject, { callback: (_, message) => void message.respond(JSON.stringify(message.json())) });
await connection.flush();
console.log('ready');
