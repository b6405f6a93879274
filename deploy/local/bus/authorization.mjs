// The table of identities in the words of nats-server's configuration.

/** A receipt and an answer, and for how long, whoever was asked may give to where it was asked from. */
const RESPONSES = '{ max: 2, expires: "5m" }';

/** @param {readonly string[]} subjects */
const list = (subjects) =>
  `[${subjects.map((subject) => `\n          ${JSON.stringify(subject)}`).join('')}\n        ]`;

/** @param {{ allow: readonly string[], deny?: readonly string[] }} side */
const side = ({ allow, deny = [] }) =>
  `{\n        allow: ${list(allow)}${deny.length > 0 ? `\n        deny: ${list(deny)}` : ''}\n      }`;

/** @param {import('./table.mjs').Identity & { publicKey: string }} identity */
const user = ({ name, publicKey, permissions }) =>
  `  { # ${name}
    nkey: ${publicKey}
    permissions: {
      publish: ${side(permissions.publish)}
      subscribe: ${side(permissions.subscribe)}
      allow_responses: ${RESPONSES}
    }
  }`;

/** Whoever is not in it is refused. @param {readonly (import('./table.mjs').Identity & { publicKey: string })[]} identities */
export const authorization = (
  identities,
) => `# Generated at each start from the contracts and what the services declare. Who is not named here is refused.
authorization {
  timeout: 10
  users: [
${identities.map(user).join('\n')}
  ]
}
`;
