import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import type { TlsOptions } from './network-options.ts'

type CheckServerIdentity = NonNullable<TlsOptions['checkServerIdentity']>

/**
 * A caller's check of a broker's certificate that fails closed. Node asks it from within a socket's event: what it throws would
 * end the process. Node also takes `false` for consent; here only nothing at all is.
 */
export function guardedServerIdentity(check: CheckServerIdentity): CheckServerIdentity {
  return (host, certificate) => {
    let verdict: unknown
    try {
      verdict = check(host, certificate)
    } catch (thrown) {
      verdict = thrown instanceof Error ? thrown : refusal('threw', thrown)
    }
    if (verdict === undefined || verdict === null) return undefined
    if (verdict instanceof Error) return verdict
    ignoreRejection(verdict)
    return refusal('gave', verdict)
  }
}

function refusal(verb: string, verdict: unknown): Error {
  return new TypeError(`checkServerIdentity ${verb} ${describeValue(verdict)}`)
}
