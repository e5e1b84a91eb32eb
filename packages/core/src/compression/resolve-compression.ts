import { describeValue } from '../errors/describe-value.ts'
import { invalidOption } from '../errors/invalid-option.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { CompressionCodec, CompressionName } from './compression-codec.ts'
import { createGzipCodec } from './gzip-codec.ts'
import { createLz4Codec } from './lz4-codec.ts'
import { createSnappyCodec } from './snappy-codec.ts'
import { createZstdCodec } from './zstd-codec.ts'

/** One of Kafka's codecs, with a level where it has several. @public */
export interface CompressionSettings {
  readonly codec: 'none' | CompressionName
  /**
   * How hard it tries. gzip: 1 to 9, or −1 (zlib's choice, 6). zstd: −131072 to 22, default 3. LZ4: 9, Kafka's default, which
   * is its fast compressor and the only one there is here. Snappy has no levels.
   */
  readonly level?: number | undefined
}

/** A codec by its name, with a level, or one of your own. @public */
export type CompressionOption = 'none' | CompressionName | CompressionSettings | CompressionCodec

/**
 * The codec that an option names; null for none. Loads the package that it needs.
 *
 * @throws {ProducerError} `INVALID_OPTION`; `CODEC_MISSING` when its package is not installed
 */
export function resolveCompression(option: unknown): CompressionCodec | null {
  if (typeof option === 'object' && option !== null) {
    return 'compressSync' in option || 'compress' in option
      ? ownCodec(option)
      : fromSettings(option)
  }
  return codecFor(checkName(option, 'compression'), undefined)
}

const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
type Name = (typeof NAMES)[number]

/** Kafka's keys are `compression.gzip.level`, `compression.zstd.level` and `compression.lz4.level` (KIP-390). */
const GZIP_LEVEL = { min: 1, max: 9, byDefault: -1 }
const ZSTD_LEVEL = { min: -131_072, max: 22, byDefault: 3 }
const LZ4_LEVEL = { min: 1, max: 17, byDefault: 9 }

function codecFor(name: Name, level: unknown): CompressionCodec | null {
  switch (name) {
    case 'none':
      refuseLevel(name, level)
      return null
    case 'gzip':
      return createGzipCodec(checkLevel(name, level, GZIP_LEVEL))
    case 'zstd':
      return createZstdCodec(checkLevel(name, level, ZSTD_LEVEL))
    case 'snappy':
      refuseLevel(name, level)
      return createSnappyCodec()
    case 'lz4':
      if (checkLevel(name, level, LZ4_LEVEL) !== LZ4_LEVEL.byDefault) {
        throw invalidOption(
          'compression.level',
          level,
          '9 for lz4, which is its fast compressor: the slower ones are not there, but zstd is',
        )
      }
      return createLz4Codec()
  }
}

function fromSettings(settings: object): CompressionCodec | null {
  // Own fields alone, so that nothing planted on a prototype becomes a level.
  const given = new Map<string, unknown>(Object.entries(settings))
  for (const field of given.keys()) {
    if (field !== 'codec' && field !== 'level') {
      const message = `Option compression has no field ${describeValue(field)}; it has codec and level`
      throw new ProducerError('INVALID_OPTION', message)
    }
  }
  return codecFor(checkName(given.get('codec'), 'compression.codec'), given.get('level'))
}

function ownCodec(given: object): CompressionCodec {
  const codec = given as Partial<Record<keyof CompressionCodec, unknown>>
  const { name, compress, compressSync, backgroundFromBytes } = codec
  if (checkName(name, 'compression.name') === 'none') {
    throw invalidOption('compression.name', name, 'the Kafka codec whose format it writes')
  }
  if (typeof compressSync !== 'function') {
    throw invalidOption('compression.compressSync', compressSync, 'a function')
  }
  if (compress !== undefined && typeof compress !== 'function') {
    throw invalidOption('compression.compress', compress, 'a function')
  }
  if (backgroundFromBytes !== undefined && !isWholeFrom(backgroundFromBytes, 0)) {
    throw invalidOption(
      'compression.backgroundFromBytes',
      backgroundFromBytes,
      'a whole number from 0',
    )
  }
  return given as CompressionCodec
}

function checkName(given: unknown, option: string): Name {
  const name = NAMES.find((known) => known === given)
  if (name !== undefined) return name
  throw invalidOption(option, given, `one of ${NAMES.map(describeValue).join(', ')}`)
}

function checkLevel(
  name: Name,
  level: unknown,
  range: { readonly min: number; readonly max: number; readonly byDefault: number },
): number {
  const { min, max, byDefault } = range
  if (level === undefined || level === byDefault) return byDefault
  if (isWholeFrom(level, min) && level <= max) return level
  const orDefault = byDefault < min ? `, or ${byDefault},` : ''
  throw invalidOption(
    'compression.level',
    level,
    `a whole number from ${min} to ${max}${orDefault} for ${name}`,
  )
}

function refuseLevel(name: Name, level: unknown): void {
  if (level === undefined) return
  throw invalidOption('compression.level', level, `no value for ${name}, which has no levels`)
}

function isWholeFrom(value: unknown, min: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min
}
