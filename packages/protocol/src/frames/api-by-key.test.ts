import { describe, expect, it } from 'vitest'
import { metadataRequest } from '../messages/metadata-request.ts'
import { metadataResponse } from '../messages/metadata-response.ts'
import { ALL_MESSAGES } from '../messages-by-name.ts'
import { apiByKey } from './api-by-key.ts'

describe('apiByKey', () => {
  it('knows both messages of an API by its number', () => {
    expect(apiByKey(3)).toEqual({
      name: 'Metadata',
      request: metadataRequest,
      response: metadataResponse,
    })
  })

  it('knows every API, with the same versions for request and response', () => {
    const requests = ALL_MESSAGES.filter(({ kind }) => kind === 'request')

    expect(requests).toHaveLength(39)
    for (const { apiKey, minVersion, maxVersion, flexibleFrom } of requests) {
      expect(apiByKey(apiKey)?.response).toMatchObject({
        kind: 'response',
        apiKey,
        minVersion,
        maxVersion,
        flexibleFrom,
      })
    }
  })

  it.each([-1, 999, 1.5])('knows nothing by %d', (apiKey) => {
    expect(apiByKey(apiKey)).toBeUndefined()
  })
})
