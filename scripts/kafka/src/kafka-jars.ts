import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

/** Apache Kafka 4 logs through log4j 2, whose binding no Kafka artifact brings along; version 3 brings its own. */
const LOG4J_BINDING = dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', '2.25.4')

/**
 * Fetches Apache Kafka's server and tools with everything they need, about 54 MB, unless they are in the cache.
 * @returns The folder with the jars.
 */
export async function fetchKafkaJars(version: string, cacheFolder: string): Promise<string> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new TypeError(`Not a version of Kafka: ${version}`)
  const folder = join(cacheFolder, version)
  const jars = join(folder, 'jars')
  if (existsSync(jars)) return jars
  // Renamed when complete, so that an interrupted download is not taken for a finished one.
  const partial = join(folder, `partial-${process.pid}`)
  await mkdir(partial, { recursive: true })
  try {
    const pom = join(partial, 'pom.xml')
    await writeFile(pom, projectFile(version))
    await runProgram('mvn', [
      '--quiet',
      '--batch-mode',
      '--file',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(partial, 'jars')}`,
      '-DincludeScope=runtime',
    ])
    await rename(join(partial, 'jars'), jars)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return jars
}

function projectFile(version: string): string {
  const dependencies = [
    dependency('org.apache.kafka', 'kafka_2.13', version),
    dependency('org.apache.kafka', 'kafka-tools', version),
    ...(version.startsWith('3.') ? [] : [LOG4J_BINDING]),
  ]
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>headwater</groupId>
  <artifactId>apache-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`
}

function dependency(groupId: string, artifactId: string, version: string): string {
  return `    <dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`
}
