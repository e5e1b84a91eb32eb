import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fetchKafkaJars } from './kafka-jars.ts'

it('refuses what is not a version before it touches the cache or asks Maven', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'jars-'))
  try {
    await expect(fetchKafkaJars('../4.3.1', cache)).rejects.toThrow(
      'Not a version of Kafka: ../4.3.1',
    )
    await expect(fetchKafkaJars('4.3', cache)).rejects.toThrow(TypeError)
    expect(readdirSync(cache)).toEqual([])
  } finally {
    rmSync(cache, { recursive: true })
  }
})
