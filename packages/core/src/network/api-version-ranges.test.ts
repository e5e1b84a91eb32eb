import { metadataRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { ApiVersionRanges } from './api-version-ranges.ts'

// This client speaks Metadata 0–13.
function metadataIn(minVersion: number, maxVersion: number): ApiVersionRanges {
  return new ApiVersionRanges([{ apiKey: metadataRequest.apiKey, minVersion, maxVersion }])
}

describe('ApiVersionRanges', () => {
  it.each([
    ['the broker is newer', metadataIn(0, 99), 13, 13],
    ['the broker is older', metadataIn(0, 5), 13, 5],
    ['the caller wants no more', metadataIn(0, 99), 9, 9],
    ['the broker begins above', metadataIn(14, 20), 13, -1],
    ['the broker begins above the limit', metadataIn(10, 20), 9, -1],
    ['the broker ends below', metadataIn(-5, -1), 13, -1],
    ['the range is upside down', metadataIn(9, 3), 13, -1],
    ['the broker does not speak it', new ApiVersionRanges([]), 13, -1],
  ])('finds the highest common version when %s', (_, ranges, limit, expected) => {
    expect(ranges.highest(metadataRequest, limit)).toBe(expected)
  })

  it('describes what the broker offers', () => {
    expect(metadataIn(1, 5).describe(metadataRequest.apiKey)).toBe('1–5')
    expect(metadataIn(1, 5).describe(0)).toBe('none')
  })
})
