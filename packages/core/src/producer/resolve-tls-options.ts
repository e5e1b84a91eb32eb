import { describeValue } from '../errors/describe-value.ts'
import { invalidOption } from '../errors/invalid-option.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TlsOptions } from '../network/network-options.ts'
import { nodeTls } from '../network/node-tls.ts'
import { nearestName } from './nearest-name.ts'

/** Every TLS option; a name without a row does not compile, and one that is not here is refused. */
const TLS_OPTIONS: Readonly<Record<keyof TlsOptions, true>> = Object.freeze({
  ca: true,
  cert: true,
  checkServerIdentity: true,
  ciphers: true,
  key: true,
  minVersion: true,
  passphrase: true,
  pfx: true,
  servername: true,
})

/**
 * The `ssl` option as connections take it: a copy that Node has accepted, so that a broken certificate or a wrong passphrase
 * shows when the producer is made and not at its first record.
 *
 * @throws {ProducerError} `INVALID_OPTION`, which names what is wrong and shows none of it: keys and passphrases live here.
 */
export function resolveTlsOptions(ssl: unknown): false | TlsOptions {
  if (ssl === false) return false
  if (ssl === true) return Object.freeze({})
  if (typeof ssl !== 'object' || ssl === null || Array.isArray(ssl)) {
    // Text may be a certificate's key in the wrong place, so it is not shown.
    const given = typeof ssl === 'string' ? 'text' : describeValue(ssl)
    const message = `Option ssl takes true, false or an object, not ${given}`
    throw new ProducerError('INVALID_OPTION', message)
  }
  const options = definedEntries(ssl)
  refuseUnknown(Object.keys(options))
  refuseOldVersion(options)
  requireKind(options, 'servername', 'string')
  requireKind(options, 'checkServerIdentity', 'function')
  try {
    nodeTls().createSecureContext(options)
  } catch (error) {
    throw new ProducerError('INVALID_OPTION', `Option ssl was refused by Node: ${codeOf(error)}`)
  }
  return Object.freeze(options)
}

function definedEntries(ssl: object): TlsOptions {
  return Object.fromEntries(Object.entries(ssl).filter(([, value]) => value !== undefined))
}

function refuseUnknown(names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(TLS_OPTIONS, name)) continue
    if (name === 'rejectUnauthorized') {
      throw new ProducerError(
        'INVALID_OPTION',
        'Option ssl.rejectUnauthorized is not taken: certificates are always verified; ' +
          'ssl.ca adds your own authority',
      )
    }
    const meant = nearestName(name, Object.keys(TLS_OPTIONS))
    throw new ProducerError(
      'INVALID_OPTION',
      `Option ssl.${describeValue(name)} is not known${meant === null ? '' : `; did you mean ssl.${meant}?`}`,
    )
  }
}

function refuseOldVersion(options: TlsOptions): void {
  const { minVersion } = options
  if (minVersion === undefined || minVersion === 'TLSv1.2' || minVersion === 'TLSv1.3') return
  throw invalidOption('ssl.minVersion', minVersion, '"TLSv1.2" or "TLSv1.3"')
}

function requireKind(
  options: TlsOptions,
  name: 'servername' | 'checkServerIdentity',
  kind: 'string' | 'function',
): void {
  const value: unknown = options[name]
  if (value === undefined || typeof value === kind) return
  throw invalidOption(`ssl.${name}`, value, `a ${kind}`)
}

/** The code alone: Node's message may quote the value, and the value may be a passphrase. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : 'no reason given'
}
