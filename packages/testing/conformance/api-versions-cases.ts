import {
  apiVersionsRequest,
  apiVersionsResponse,
  decode,
  metadataRequest,
  produceRequest,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { errorName } from './conformance-cluster.ts'

const API = { request: apiVersionsRequest, response: apiVersionsResponse }
const PRODUCE_KEY = 0
const CORRELATION_ID_BYTES = 4

export const apiVersionsCases: readonly ConformanceCase[] = [
  ...atVersions('ApiVersions', [0, 4], 'lists what the broker speaks', async (cluster, version) => {
    const software = { clientSoftwareName: 'headwater', clientSoftwareVersion: '1.0.0' }

    const { errorCode, apiKeys } = await cluster.send(API, version, software)

    expect(errorName(errorCode)).toBe('NONE')
    const produce = apiKeys.find(({ apiKey }) => apiKey === PRODUCE_KEY)
    // From 0 on: old librdkafka hangs up on a broker that does not list it.
    expect(produce?.minVersion).toBe(0)
    expect(produce?.maxVersion).toBe(cluster.highest(produceRequest))
  }),
  {
    api: 'ApiVersions',
    title: 'answers a version that it does not know in version 0, with the list',
    run: async (cluster) => {
      const client = await cluster.open()

      const answer = await client.sendBytes(request(apiVersionsRequest.apiKey, 99))

      const body = decode(apiVersionsResponse, 0, answer.subarray(CORRELATION_ID_BYTES))
      expect(errorName(body.errorCode)).toBe('UNSUPPORTED_VERSION')
      expect(body.apiKeys.map(({ apiKey }) => apiKey)).toContain(apiVersionsRequest.apiKey)
    },
  },
  {
    api: 'ApiVersions',
    title: 'refuses a client software name with forbidden characters',
    run: async (cluster) => {
      const software = { clientSoftwareName: 'head water!', clientSoftwareVersion: '1.0.0' }

      const { errorCode } = await cluster.send(API, 3, software)

      expect(errorName(errorCode)).toBe('INVALID_REQUEST')
    },
  },
  {
    api: 'ApiVersions',
    title: 'comes first: a version of another API that was not listed closes the connection',
    run: async (cluster) => {
      const client = await cluster.open()

      const answer = client.sendBytes(request(metadataRequest.apiKey, 99))

      await expect(answer).rejects.toThrow()
    },
  },
  {
    api: 'ApiVersions',
    title: 'comes first: an API that was not listed closes the connection',
    run: async (cluster) => {
      const client = await cluster.open()

      const answer = client.sendBytes(request(9_999, 0))

      await expect(answer).rejects.toThrow()
    },
  },
  {
    api: 'ApiVersions',
    title: 'comes first: what is no frame closes the connection',
    run: async (cluster) => {
      const client = await cluster.open()

      const answer = client.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'))

      await expect(answer).rejects.toThrow()
    },
  },
]

/** A request that no schema describes: header version 2, empty body. */
function request(apiKey: number, version: number): Buffer {
  const clientId = Buffer.from('conformance')
  const header = Buffer.alloc(14)
  header.writeInt32BE(10 + clientId.length + 3, 0)
  header.writeInt16BE(apiKey, 4)
  header.writeInt16BE(version, 6)
  header.writeInt16BE(clientId.length, 12)
  return Buffer.concat([header, clientId, Buffer.alloc(3)])
}
