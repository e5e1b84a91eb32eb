/** The line that a node logs when it has caught up and accepts clients. */
export const READY_MESSAGE = 'Kafka Server started'

/** Where a node's logging is configured: the file's name and content, and the option that names it to Java. */
export interface Logging {
  readonly fileName: string
  readonly content: string
  readonly javaOption: (path: string) => string
}

/** Warnings and the {@link READY_MESSAGE} on the standard output. */
export function loggingOf(version: string): Logging {
  return version.startsWith('3.') ? LOG4J_1 : LOG4J_2
}

const LOG4J_2: Logging = {
  fileName: 'log4j2.yaml',
  javaOption: (path) => `-Dlog4j2.configurationFile=${path}`,
  content: `Configuration:
  Appenders:
    Console:
      name: OUT
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: OUT
    Logger:
      - name: kafka.server.KafkaRaftServer
        level: INFO
`,
}

const LOG4J_1: Logging = {
  fileName: 'log4j.properties',
  javaOption: (path) => `-Dlog4j.configuration=file:${path}`,
  content: `log4j.rootLogger=WARN, OUT
log4j.appender.OUT=org.apache.log4j.ConsoleAppender
log4j.appender.OUT.layout=org.apache.log4j.PatternLayout
log4j.appender.OUT.layout.ConversionPattern=[%d] %p %m (%c)%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
`,
}
