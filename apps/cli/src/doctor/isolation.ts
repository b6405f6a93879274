import { installCommand, networkIsolation, type NetworkIsolation } from '@nightjar/programs';
import type { Finding } from './finding.js';

/** Whether this machine lets us keep the tools of pipelines from the network, found by trying. */
export const examineIsolation = async (path: string | undefined): Promise<Finding> =>
  findingOf(await networkIsolation(path ?? ''));

export function findingOf(isolation: NetworkIsolation): Finding {
  const facts = { name: 'network isolation', optional: true };
  if (isolation.kind !== 'none') {
    const [at = null] = isolation.before;
    const version = isolation.kind === 'namespace' ? 'as root' : 'as any user';
    return { ...facts, state: 'present', version, at, lost: 'nothing', install: '' };
  }
  return {
    ...{ ...facts, state: 'missing', version: null, at: null },
    lost: `tools of pipelines can reach the network: ${isolation.because}`,
    install: isolation.because.includes('util-linux')
      ? installCommand('util-linux')
      : 'sudo sysctl -w user.max_user_namespaces=10000 (in a container its owner must allow user namespaces)',
  };
}
