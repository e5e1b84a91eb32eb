import { createRequire } from 'node:module'
import { ProducerError } from '../errors/producer-error.ts'
import type { CompressionName } from './compression-codec.ts'

/**
 * Loads the package that a codec needs, at once: the program then learns what is missing where the producer is made, not
 * when the first record is under way.
 *
 * @throws {ProducerError} `CODEC_MISSING` that says what to install
 */
export function loadCodecPackage(codec: CompressionName, packageName: string): unknown {
  try {
    return createRequire(import.meta.url)(packageName)
  } catch (cause) {
    throw new ProducerError(
      'CODEC_MISSING',
      isNotFound(cause, packageName)
        ? `Compression with ${codec} needs the package "${packageName}": npm install ${packageName}`
        : `Compression with ${codec} needs the package "${packageName}", which is installed but does not load here: ` +
            `install it anew on this platform (npm install ${packageName}), or pass a codec of your own`,
      { cause },
    )
  }
}

/** Whether the package itself is not there, rather than something that it needs. */
function isNotFound(cause: unknown, packageName: string): boolean {
  if (!(cause instanceof Error) || !('code' in cause)) return false
  return cause.code === 'MODULE_NOT_FOUND' && cause.message.includes(`'${packageName}'`)
}
